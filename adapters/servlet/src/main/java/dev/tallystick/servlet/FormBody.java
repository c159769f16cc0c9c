package dev.tallystick.servlet;

import dev.tallystick.http.UrlEncoded;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.System.Logger.Level;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A form body that was taken from the container: what was read of it, and the stream that holds the rest if it was too long
 * to be read whole. One for all dispatches of a request.
 */
final class FormBody {

    private static final System.Logger LOG = System.getLogger("dev.tallystick");
    private static final AtomicBoolean LONG_WARNING = new AtomicBoolean();

    private final HttpServletRequest request;
    private final @Nullable String query;
    private final byte[] head;
    private final @Nullable ServletInputStream rest;
    private @Nullable Charset charset;
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
        this.query = request.getQueryString();
        this.head = head;
        this.rest = rest;
    }

    /** A body that somebody has had before, of which its fields are left. */
    static FormBody eaten(HttpServletRequest request, Map<String, List<String>> fields) {
        FormBody body = new FormBody(request, new byte[0], null);
        body.fields = fields;
        return body;
    }

    /** The query as the client sent it. */
    @Nullable
    String query() {
        return query;
    }

    /** The fields of the body in the view's character set; none if it is too long to be read whole. */
    Map<String, List<String>> fields() {
        if (fields == null) {
            if (rest != null && LONG_WARNING.compareAndSet(false, true)) {
                LOG.log(
                        Level.WARNING,
                        "A view asked for the parameters of a form that is longer than max-form-bytes and passed because"
                                + " denials are only reported. It gets those of the query; the body is in the stream.");
            }
            fields = rest == null ? parse() : Map.of();
        }
        return fields;
    }

    /** The fields of what was read, in the character set as it is named now. */
    Map<String, List<String>> parse() {
        Charset named = charset();
        return UrlEncoded.parse(
                new String(head, StandardCharsets.ISO_8859_1), named == null ? StandardCharsets.UTF_8 : named);
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
            Charset named = charset();
            reader = new BufferedReader(
                    new InputStreamReader(open(), named == null ? StandardCharsets.ISO_8859_1 : named));
        }
        return reader;
    }

    private BodyStream open() {
        if (stream == null) {
            stream = new BodyStream(head, rest, this);
        }
        return stream;
    }

    /** What the view says the character set is, or the request; null if neither does. */
    @Nullable
    Charset charset() {
        return charset == null ? Charsets.named(request) : charset;
    }

    /** As the API has it, without effect once the parameters or the reader were asked for. */
    void setCharset(Charset named) {
        if (fields == null && reader == null) {
            charset = named;
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
