package dev.tallystick.vertx;

import dev.tallystick.http.Ascii;
import dev.tallystick.http.FormFields;
import dev.tallystick.http.UrlEncoded;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the body of a request holds as a form, as Vert.x decodes it. */
final class FormReader {

    private static final String URL_ENCODED = "application/x-www-form-urlencoded";
    private static final String MULTIPART = "multipart/form-data";

    private FormReader() {}

    /** Whether the request says that its body is a form. */
    static boolean isForm(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        int end = type == null ? -1 : type.indexOf(';');
        String mediaType = type == null ? "" : (end < 0 ? type : type.substring(0, end)).trim();
        return Ascii.equalsIgnoreCase(mediaType, URL_ENCODED) || Ascii.equalsIgnoreCase(mediaType, MULTIPART);
    }

    /** Whether a body handler would take the body for a form: by how the content type begins. */
    static boolean isTakenForForm(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return begins(type, URL_ENCODED) || begins(type, MULTIPART);
    }

    /** Whether the request says itself that its body is longer; of a multipart body nobody knows before it is read. */
    static boolean isTooLong(HttpServerRequest request, long mostBytes) {
        return begins(request.getHeader(HttpHeaders.CONTENT_TYPE), URL_ENCODED)
                && lengthSaid(request.getHeader(HttpHeaders.CONTENT_LENGTH)) > mostBytes;
    }

    static boolean isMultipart(HttpServerRequest request) {
        return begins(request.getHeader(HttpHeaders.CONTENT_TYPE), MULTIPART);
    }

    /** Whether Vert.x can decode the form: it does so for some methods only, and needs a boundary. */
    static boolean canDecode(HttpServerRequest request) {
        try {
            request.setExpectMultipart(true);
            return true;
        } catch (RuntimeException e) {
            request.setExpectMultipart(false);
            return false;
        }
    }

    /** The fields of a form that a body handler has read; files don't count. */
    static FormFields fields(RoutingContext context, long mostBytes) {
        HttpServerRequest request = context.request();
        if (!isForm(request)) {
            return FormFields.none(FormFields.State.NOT_A_FORM);
        }
        Buffer raw = context.body().buffer();
        boolean multipart = isMultipart(request);
        if (!multipart && raw != null && raw.length() > mostBytes) {
            return FormFields.none(FormFields.State.TOO_LARGE);
        }
        if (!multipart && raw != null) {
            // Vert.x takes spaces off the names, and so has tokens that nobody sent.
            return FormFields.of(UrlEncoded.parse(raw.toString(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        }
        if (!request.isExpectMultipart()) {
            return FormFields.of(Map.of());
        }
        long size = 0;
        // Names are case-sensitive, and this map isn't.
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (Map.Entry<String, String> field : request.formAttributes()) {
            size += field.getValue().getBytes(StandardCharsets.UTF_8).length;
            fields.computeIfAbsent(field.getKey(), name -> new ArrayList<>(1)).add(field.getValue());
        }
        return multipart && size > mostBytes ? FormFields.none(FormFields.State.TOO_LARGE) : FormFields.of(fields);
    }

    private static boolean begins(@Nullable String type, String form) {
        return type != null && Ascii.regionMatches(type, 0, form);
    }

    private static long lengthSaid(@Nullable String contentLength) {
        try {
            return contentLength == null ? -1 : Long.parseLong(contentLength);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
