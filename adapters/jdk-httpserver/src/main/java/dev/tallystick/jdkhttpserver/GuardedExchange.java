package dev.tallystick.jdkhttpserver;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import dev.tallystick.CsrfToken;
import dev.tallystick.Decision;
import dev.tallystick.adapter.body.TakenBody;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The exchange that filters and handlers behind ours see: carries what was decided, gives the body back whole, and behind a
 * JWT shows no ambient login.
 *
 * <p>It exists because the server's own exchange can't remember anything for one request: its attributes are those of the
 * context, which all requests share.
 */
final class GuardedExchange extends HttpExchange {

    /** Under this name the exchange finds itself, also through the exchanges that others have wrapped around it. */
    static final String ATTRIBUTE = "dev.tallystick.exchange";

    /**
     * What the views are told of a request that passes.
     *
     * @param token null where they render none
     */
    record Passed(Decision decision, String mount, @Nullable CsrfToken token) {}

    private final HttpExchange exchange;
    private @Nullable TakenBody taken;
    private @Nullable InputStream body;
    private @Nullable OutputStream responseBody;
    private @Nullable Headers headersWithoutCookie;
    private @Nullable HttpPrincipal principal;
    private @Nullable Passed passed;
    private Runnable beforeHead = () -> {};

    GuardedExchange(HttpExchange exchange) {
        this.exchange = exchange;
    }

    /** What was said of the request of this exchange, however often it was wrapped since; null if nothing was. */
    static @Nullable Passed passed(HttpExchange exchange) {
        return exchange.getAttribute(ATTRIBUTE) instanceof GuardedExchange guarded ? guarded.passed : null;
    }

    /** Gives back the body as it was sent; null leaves the server's own. */
    void giveBack(@Nullable TakenBody whole) {
        taken = whole;
        body = whole == null ? null : whole.stream();
    }

    /** Lets the views see what was decided, and behind a JWT nothing of an ambient login. */
    void pass(Passed what) {
        passed = what;
        Principal named = what.decision().principal();
        if (named != null) {
            principal = new BearerPrincipal(named);
            headersWithoutCookie = withoutCookie(exchange.getRequestHeaders());
        }
    }

    void authenticate(HttpPrincipal user) {
        principal = user;
    }

    /** To be run once, just before the response's head is sent. */
    void beforeHead(Runnable task) {
        beforeHead = task;
    }

    /** Lets go of what was kept of the body. */
    void release() {
        if (taken != null) {
            taken.close();
        }
    }

    private static Headers withoutCookie(Headers headers) {
        Headers shown = new Headers();
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            if (!header.getKey().equalsIgnoreCase("Cookie")) {
                shown.put(header.getKey(), List.copyOf(header.getValue()));
            }
        }
        return shown;
    }

    @Override
    public Headers getRequestHeaders() {
        return headersWithoutCookie == null ? exchange.getRequestHeaders() : headersWithoutCookie;
    }

    @Override
    public @Nullable HttpPrincipal getPrincipal() {
        return principal == null ? exchange.getPrincipal() : principal;
    }

    @Override
    public InputStream getRequestBody() {
        return body == null ? exchange.getRequestBody() : body;
    }

    @Override
    public OutputStream getResponseBody() {
        if (taken == null || !taken.isInFile()) {
            return exchange.getResponseBody();
        }
        if (responseBody == null) {
            responseBody = new LastStream(exchange.getResponseBody(), taken);
        }
        return responseBody;
    }

    @Override
    public void setStreams(@Nullable InputStream in, @Nullable OutputStream out) {
        if (in != null) {
            body = in;
        }
        if (out != null) {
            responseBody = null;
            exchange.setStreams(null, out);
        }
    }

    @Override
    public void sendResponseHeaders(int status, long length) throws IOException {
        if (exchange.getResponseCode() < 0) {
            beforeHead.run();
        }
        exchange.sendResponseHeaders(status, length);
        if (length < 0) {
            // The server has ended the exchange.
            release();
        }
    }

    @Override
    public void close() {
        exchange.close();
        release();
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return name.equals(ATTRIBUTE) ? this : exchange.getAttribute(name);
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
        exchange.setAttribute(name, value);
    }

    @Override
    public Headers getResponseHeaders() {
        return exchange.getResponseHeaders();
    }

    @Override
    public URI getRequestURI() {
        return exchange.getRequestURI();
    }

    @Override
    public String getRequestMethod() {
        return exchange.getRequestMethod();
    }

    @Override
    public HttpContext getHttpContext() {
        return exchange.getHttpContext();
    }

    @Override
    public InetSocketAddress getRemoteAddress() {
        return exchange.getRemoteAddress();
    }

    @Override
    public int getResponseCode() {
        return exchange.getResponseCode();
    }

    @Override
    public InetSocketAddress getLocalAddress() {
        return exchange.getLocalAddress();
    }

    @Override
    public String getProtocol() {
        return exchange.getProtocol();
    }

    /** The response's body, with whose end the request's isn't needed any more. */
    private static final class LastStream extends FilterOutputStream {

        private final TakenBody taken;

        LastStream(OutputStream out, TakenBody taken) {
            super(out);
            this.taken = taken;
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            out.write(bytes, offset, count);
        }

        @Override
        public void close() throws IOException {
            try {
                out.close();
            } finally {
                taken.close();
            }
        }
    }
}
