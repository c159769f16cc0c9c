package dev.tallystick.jaxrs;

import dev.tallystick.http.Ascii;
import dev.tallystick.http.FormFields;
import dev.tallystick.http.UrlEncoded;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a form body, bounded, and keeps what it reads for the view. Immutable. */
final class FormReader {

    /** Of a multipart body; the fields of the other kind must be held in memory anyway. */
    private static final int MOST_IN_MEMORY = 64 * 1024;

    private static final int BUFFER = 8 * 1024;

    private final Path directory;
    private final long mostUploadBytes;

    FormReader(Path directory, long mostUploadBytes) {
        this.directory = directory;
        this.mostUploadBytes = mostUploadBytes;
    }

    /**
     * What was found, and what was taken of the body meanwhile.
     *
     * @param taken null if nothing was
     */
    record Result(FormFields fields, @Nullable Spool taken) {}

    /**
     * @throws IOException if the client goes away, or the body can't be kept
     */
    Result read(ContainerRequestContext context, long mostBytes) throws IOException {
        List<String> types = context.getHeaders().get("Content-Type");
        String type = types == null || types.size() != 1 ? "" : types.get(0);
        String mediaType = mediaType(type);
        if (Ascii.equalsIgnoreCase(mediaType, "application/x-www-form-urlencoded")) {
            return readUrlEncoded(context, mostBytes);
        }
        if (Ascii.equalsIgnoreCase(mediaType, "multipart/form-data")) {
            Spool taken = new Spool(MOST_IN_MEMORY, directory);
            SpooledInput input = new SpooledInput(context.getEntityStream(), taken, mostUploadBytes);
            try {
                return new Result(MultipartFields.read(type, input, mostBytes), taken);
            } catch (IOException e) {
                taken.close();
                throw e;
            }
        }
        return new Result(FormFields.none(FormFields.State.NOT_A_FORM), null);
    }

    private static String mediaType(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).trim();
    }

    private Result readUrlEncoded(ContainerRequestContext context, long mostBytes) throws IOException {
        if (declaredLength(context) > mostBytes) {
            return new Result(FormFields.none(FormFields.State.TOO_LARGE), null);
        }
        Spool taken = new Spool(Long.MAX_VALUE, directory);
        InputStream body = context.getEntityStream();
        byte[] buffer = new byte[BUFFER];
        int count;
        while (taken.length() <= mostBytes
                && (count = body.read(buffer, 0, (int) Math.min(BUFFER, mostBytes + 1 - taken.length()))) >= 0) {
            taken.write(buffer, 0, count);
        }
        return new Result(
                taken.length() > mostBytes
                        ? FormFields.none(FormFields.State.TOO_LARGE)
                        : FormFields.of(UrlEncoded.parse(taken.text(), StandardCharsets.UTF_8)),
                taken);
    }

    /** Of a body in chunks none is declared. */
    private static long declaredLength(ContainerRequestContext context) {
        List<String> lines = context.getHeaders().get("Content-Length");
        try {
            return lines == null || lines.isEmpty() ? -1 : Long.parseLong(lines.get(0));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
