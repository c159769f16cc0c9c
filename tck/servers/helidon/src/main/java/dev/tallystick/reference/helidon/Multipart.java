package dev.tallystick.reference.helidon;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.fileupload2.core.AbstractFileUpload;
import org.apache.commons.fileupload2.core.AbstractRequestContext;
import org.apache.commons.fileupload2.core.DiskFileItem;
import org.apache.commons.fileupload2.core.DiskFileItemFactory;
import org.apache.commons.fileupload2.core.FileItemInput;
import org.apache.commons.fileupload2.core.FileItemInputIterator;
import org.apache.commons.fileupload2.core.FileUploadException;

/** Multipart bodies, parsed by Commons FileUpload. It knows servlets, and has to be shown this server's requests. */
final class Multipart extends AbstractFileUpload<ServerRequest, DiskFileItem, DiskFileItemFactory> {

    private final String contentType;

    private Multipart(String contentType) {
        this.contentType = contentType;
    }

    static HelidonExchange.Body read(ServerRequest request, String contentType) throws IOException {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        long fileBytes = 0;
        FileItemInputIterator parts = new Multipart(contentType).getItemIterator(request);
        while (parts.hasNext()) {
            FileItemInput part = parts.next();
            try (InputStream content = part.getInputStream()) {
                if (part.isFormField()) {
                    fields.computeIfAbsent(part.getFieldName(), name -> new ArrayList<>(1))
                            .add(new String(content.readAllBytes(), StandardCharsets.UTF_8));
                } else {
                    fileBytes += content.transferTo(OutputStream.nullOutputStream());
                }
            }
        }
        return new HelidonExchange.Body(fields, fileBytes);
    }

    @Override
    public FileItemInputIterator getItemIterator(ServerRequest request) throws IOException {
        return getItemIterator(new Request(request));
    }

    @Override
    public Map<String, List<DiskFileItem>> parseParameterMap(ServerRequest request) throws FileUploadException {
        return parseParameterMap(new Request(request));
    }

    @Override
    public List<DiskFileItem> parseRequest(ServerRequest request) throws FileUploadException {
        return parseRequest(new Request(request));
    }

    private final class Request extends AbstractRequestContext<ServerRequest> {

        Request(ServerRequest request) {
            super(name -> request.headers().first(HeaderNames.create(name)).orElse(null), () -> -1, request);
        }

        @Override
        public String getCharacterEncoding() {
            return StandardCharsets.UTF_8.name();
        }

        @Override
        public String getContentType() {
            return contentType;
        }

        @Override
        public InputStream getInputStream() {
            return getRequest().content().inputStream();
        }
    }
}
