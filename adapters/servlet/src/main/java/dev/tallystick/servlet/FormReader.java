package dev.tallystick.servlet;

import dev.tallystick.http.Ascii;
import dev.tallystick.http.FormFields;
import dev.tallystick.http.UrlEncoded;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a form body, bounded, and says what was taken from the container meanwhile. */
final class FormReader {

    /**
     * What came of it.
     *
     * @param body what the view must be given back; null if the container still holds it
     */
    record Result(FormFields fields, @Nullable FormBody body) {}

    private static final System.Logger LOG = System.getLogger("dev.tallystick");
    private static final AtomicBoolean EATEN_WARNING = new AtomicBoolean();

    /** What is announced as longer gets memory only as it arrives. */
    private static final int AT_ONCE = 8192;

    private FormReader() {}

    /**
     * @throws IOException if the client goes away, or sends no HTTP any more
     */
    static Result read(HttpServletRequest request, long mostBytes) throws IOException {
        // Jetty's getContentType fails on a character set that it doesn't know.
        String type = mediaType(request.getHeader("Content-Type"));
        if (Ascii.equalsIgnoreCase(type, "application/x-www-form-urlencoded")) {
            return readUrlEncoded(request, mostBytes);
        }
        if (Ascii.equalsIgnoreCase(type, "multipart/form-data")) {
            return new Result(readMultipart(request, mostBytes), null);
        }
        return none(FormFields.State.NOT_A_FORM);
    }

    private static String mediaType(@Nullable String contentType) {
        if (contentType == null) {
            return "";
        }
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).trim();
    }

    /** What there is of a request whose body is left alone. */
    static Result none(FormFields.State why) {
        return new Result(FormFields.none(why), null);
    }

    private static Result readUrlEncoded(HttpServletRequest request, long mostBytes) throws IOException {
        long length = request.getContentLengthLong();
        if (length > mostBytes) {
            return none(FormFields.State.TOO_LARGE);
        }
        ServletInputStream stream;
        try {
            stream = request.getInputStream();
        } catch (IllegalStateException e) {
            // Somebody has taken the reader, and the view may have it too.
            return new Result(FormFields.of(eaten(request)), null);
        }
        byte[] head = length < 0 || length > AT_ONCE
                ? stream.readNBytes((int) Math.min(mostBytes + 1, Integer.MAX_VALUE))
                : readAll(stream, (int) length);
        if (head.length == 0 && length != 0) {
            Map<String, List<String>> fields = eaten(request);
            return new Result(FormFields.of(fields), FormBody.eaten(request, fields));
        }
        if (head.length > mostBytes) {
            return new Result(FormFields.none(FormFields.State.TOO_LARGE), new FormBody(request, head, stream));
        }
        FormBody body = new FormBody(request, head, null);
        return new Result(FormFields.of(body.parse()), body);
    }

    /** A short body of a length that is known: the container gives no more of it. */
    private static byte[] readAll(ServletInputStream stream, int length) throws IOException {
        byte[] body = new byte[length];
        int read = stream.readNBytes(body, 0, length);
        return read == length ? body : Arrays.copyOf(body, read);
    }

    /**
     * A filter before ours has had the body. If it did so by asking for a parameter, the container still knows the fields,
     * each after the values that the query gives it.
     */
    private static Map<String, List<String>> eaten(HttpServletRequest request) {
        Map<String, String[]> all = request.getParameterMap();
        String query = request.getQueryString();
        Map<String, List<String>> ofQuery = query == null ? Map.of() : UrlEncoded.parse(query, StandardCharsets.UTF_8);
        Map<String, List<String>> fields = new LinkedHashMap<>();
        all.forEach((name, values) -> {
            int before = ofQuery.getOrDefault(name, List.of()).size();
            if (values.length > before) {
                fields.put(name, List.of(values).subList(before, values.length));
            }
        });
        if (fields.isEmpty() && request.getContentLengthLong() > 0 && EATEN_WARNING.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "The body of a form was read before Tallystick could search it for the token, so the request counts as"
                            + " one without: let TallystickFilter come first (TallystickFilter.register sees to it), or send"
                            + " the token in the header.");
        }
        return fields;
    }

    private static FormFields readMultipart(HttpServletRequest request, long mostBytes) throws IOException {
        Collection<Part> parts;
        try {
            parts = request.getParts();
        } catch (ServletException | IllegalStateException | IOException e) {
            return FormFields.none(whyNoParts(request, e));
        }
        Charset charset = Charsets.ofForm(request);
        Map<String, List<String>> fields = new LinkedHashMap<>();
        long left = mostBytes;
        for (Part part : parts) {
            String name = part.getName();
            if (name != null && part.getSubmittedFileName() == null) {
                left -= part.getSize();
                if (left < 0) {
                    return FormFields.none(FormFields.State.TOO_LARGE);
                }
                try (InputStream content = part.getInputStream()) {
                    fields.computeIfAbsent(name, n -> new ArrayList<>(1))
                            .add(new String(content.readAllBytes(), charset));
                }
            }
        }
        return FormFields.of(fields);
    }

    /**
     * The API has one exception for a view that takes no multipart and for one whose limits are exceeded. Tomcat and Undertow
     * give the latter a cause; Jetty wraps both, and shows the limits of the view as a request attribute.
     */
    private static FormFields.State whyNoParts(HttpServletRequest request, Exception failure) throws IOException {
        if (failure instanceof IllegalStateException) {
            return failure.getCause() == null ? FormFields.State.MULTIPART_NOT_EXPECTED : FormFields.State.TOO_LARGE;
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (!(root instanceof IllegalStateException)) {
            failIfGone(request);
            return FormFields.State.MALFORMED;
        }
        if (!showsMultipartLimits(request)) {
            return FormFields.State.MULTIPART_NOT_EXPECTED;
        }
        return hasBoundary(request) ? FormFields.State.TOO_LARGE : FormFields.State.MALFORMED;
    }

    private static boolean hasBoundary(HttpServletRequest request) {
        return Ascii.toLowerCase(request.getHeader("Content-Type")).contains("boundary=");
    }

    private static boolean showsMultipartLimits(HttpServletRequest request) {
        Enumeration<String> names = request.getAttributeNames();
        while (names.hasMoreElements()) {
            if (request.getAttribute(names.nextElement()) instanceof MultipartConfigElement) {
                return true;
            }
        }
        return false;
    }

    /** Where the connection itself failed, reading on fails too; a body that was merely broken has an end. */
    private static void failIfGone(HttpServletRequest request) throws IOException {
        try {
            request.getInputStream().read();
        } catch (IllegalStateException e) {
            // Somebody has taken the reader: nothing is known of the connection, and the body is broken either way.
        } catch (IOException e) {
            // Tomcat closes a body that it can't read, and says so; that isn't the client's doing.
            if (isOfTheConnection(e)) {
                throw e;
            }
        }
    }

    private static boolean isOfTheConnection(IOException failure) {
        return failure instanceof EOFException
                || failure instanceof SocketException
                || failure instanceof ClosedChannelException
                || failure instanceof InterruptedIOException
                || failure.getCause() != null;
    }
}
