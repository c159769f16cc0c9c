package dev.tallystick.jdkhttpserver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsServer;
import dev.tallystick.http.FormFields;
import dev.tallystick.http.RequestView;
import dev.tallystick.http.SessionView;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The server's exchange, as the engine may see it. */
final class ExchangeView implements RequestView {

    private final HttpExchange exchange;
    private final RequestTarget target;
    private final Supplier<SessionView> sessions;
    private boolean showsSession;
    private @Nullable FormFields form;

    /**
     * @param sessions asked each time anew, so that the session counts as it is then
     */
    ExchangeView(HttpExchange exchange, Supplier<SessionView> sessions) {
        this.exchange = exchange;
        this.target = RequestTarget.of(exchange.getRequestURI());
        this.sessions = sessions;
    }

    /** From now on the session can be seen. */
    void showSession() {
        showsSession = true;
    }

    void setForm(FormFields fields) {
        this.form = fields;
    }

    @Override
    public String method() {
        return exchange.getRequestMethod();
    }

    @Override
    public String path() {
        return target.path();
    }

    @Override
    public @Nullable String query() {
        return target.query();
    }

    /** The server says it, since a filter before ours may have wrapped the exchange in one that doesn't. */
    @Override
    public String scheme() {
        return exchange.getHttpContext().getServer() instanceof HttpsServer ? "https" : "http";
    }

    @Override
    public @Nullable String peerAddress() {
        InetSocketAddress peer = exchange.getRemoteAddress();
        return peer == null || peer.isUnresolved() ? null : peer.getAddress().getHostAddress();
    }

    @Override
    public @Nullable String targetAuthority() {
        return target.authority();
    }

    /** This server knows nothing of proxies, and doesn't look at {@code Host}. */
    @Override
    public @Nullable String serverAuthority() {
        return null;
    }

    @Override
    public Enumeration<String> headers(String name) {
        List<String> lines = exchange.getRequestHeaders().get(name);
        return lines == null ? Collections.emptyEnumeration() : Collections.enumeration(lines);
    }

    /**
     * The server takes the context whose path is the longest that the decoded path begins with, be it in the middle of a
     * segment: {@code /web} gets {@code /webhook} too, which no mount {@code /web} covers. It takes off no path parameters.
     */
    @Override
    public boolean dispatchesTo(String path) {
        if (!path.equals(exchange.getRequestURI().getPath())) {
            return false;
        }
        String context = exchange.getHttpContext().getPath();
        return path.startsWith(context)
                && (path.length() == context.length() || context.endsWith("/") || path.charAt(context.length()) == '/');
    }

    @Override
    public @Nullable FormFields form() {
        return form;
    }

    @Override
    public @Nullable SessionView session() {
        return showsSession ? sessions.get() : null;
    }
}
