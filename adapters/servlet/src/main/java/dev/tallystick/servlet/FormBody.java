package dev.tallystick.servlet;

import dev.tallystick.http.UrlEncoded;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A form body that was taken from the container: what was read of it, and the stream that holds the rest if it was too long
 * to be read whole. One for all dispatches of a request.
 */
final class FormBody {

    private final HttpServletRequest request;
    private final byte[] head;
    private final @Nullable ServletInputStream rest;
    private @Nullable String encoding;
    private @Nullable BodyStream stream;
    private @Nullable BufferedReader reader;
    private @Nullable Map<String, List<String>> fields;

    private int views;
    private @Nullable Runnable waiting;

    /**
     * @param request the container's
     * @param rest null if the head is the whole body
     */
    FormBody(HttpServletRequest request, byte[] head, @Nullable ServletInputStream rest) {
        this.request = request;
        this.head = head;
        this.rest = rest;
    }

    /** The fields of the body in the view's character set; none if it is too long to be read whole. */
    Map<String, List<String>> fields() {
        if (fields == null) {
            fields = rest == null
                    ? UrlEncoded.parse(new String(head, StandardCharsets.ISO_8859_1), Charsets.named(encoding()))
                    : Map.of();
        }
        return fields;
    }

    ServletInputStream stream() {
        if (reader != null) {
            throw new IllegalStateException("getReader() has been called for this request");
        }
        return open();
    }

    BufferedReader reader() {
        if (reader == null) {
            if (stream != null) {
                throw new IllegalStateException("getInputStream() has been called for this request");
            }
            Charset charset = Charsets.named(encoding(), StandardCharsets.ISO_8859_1);
            reader = new BufferedReader(new InputStreamReader(open(), charset));
        }
        return reader;
    }

    private BodyStream open() {
        if (stream == null) {
            stream = new BodyStream(head, rest, this);
        }
        return stream;
    }

    @Nullable
    String encoding() {
        return encoding == null ? request.getCharacterEncoding() : encoding;
    }

    /** As the API says, without effect once the parameters or the reader were asked for. */
    void setEncoding(String encoding) {
        if (fields == null && reader == null) {
            this.encoding = encoding;
        }
    }

    boolean isAsyncStarted() {
        return request.isAsyncStarted();
    }

    /** Runs a piece of the asynchronous reading on a thread of the container's, never beside the view's own. */
    void later(Runnable read) {
        synchronized (this) {
            if (views > 0) {
                waiting = read;
                return;
            }
        }
        start(read);
    }

    synchronized void enterView() {
        views++;
    }

    void leaveView() {
        Runnable read;
        synchronized (this) {
            views--;
            read = views == 0 ? waiting : null;
            waiting = views == 0 ? null : waiting;
        }
        if (read != null && request.isAsyncStarted()) {
            start(read);
        }
    }

    private void start(Runnable read) {
        AsyncContext context = request.getAsyncContext();
        context.start(read);
    }
}
