package dev.tallystick.spring.webflux;

import dev.tallystick.http.FormFields;
import dev.tallystick.http.RequestView;
import dev.tallystick.http.SessionView;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** A request of WebFlux, as the engine may see it. */
final class ExchangeView implements RequestView {

    private final ServerHttpRequest request;
    private final String path;
    private final @Nullable String targetAuthority;
    private boolean handlerAsked;
    private @Nullable Boolean handlerExempt;
    private @Nullable FormFields form;
    private @Nullable SessionView session;

    ExchangeView(ServerHttpRequest request) {
        this.request = request;
        String target = NativeRequest.target(request);
        this.path = path(target, request);
        this.targetAuthority = target == null ? null : authorityOf(target);
    }

    /**
     * What handlers are matched by, encoded; but a target that Spring makes a path of which it isn't, or cuts off, as it was
     * sent.
     */
    private static String path(@Nullable String target, ServerHttpRequest request) {
        if (target == null) {
            return request.getPath().pathWithinApplication().value();
        }
        String authority = authorityOf(target);
        boolean isAbsolute = authority != null && !authority.isEmpty();
        if (target.indexOf('#') >= 0 || !target.startsWith("/") && !isAbsolute) {
            return target;
        }
        return request.getPath().pathWithinApplication().value();
    }

    void setForm(FormFields fields) {
        this.form = fields;
    }

    void setSession(SessionView opened) {
        this.session = opened;
    }

    /** Whether it matters, and isn't known yet, if the handler that will answer is exempt. */
    boolean asksForHandler() {
        return handlerAsked && handlerExempt == null;
    }

    void setHandlerExempt(boolean exempt) {
        this.handlerExempt = exempt;
    }

    @Override
    public String method() {
        return request.getMethod().name();
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String contextPath() {
        return request.getPath().contextPath().value();
    }

    @Override
    public @Nullable String query() {
        return request.getURI().getRawQuery();
    }

    @Override
    public String scheme() {
        return "https".equalsIgnoreCase(request.getURI().getScheme()) ? "https" : "http";
    }

    @Override
    public @Nullable String peerAddress() {
        InetSocketAddress peer = request.getRemoteAddress();
        if (peer == null) {
            return null;
        }
        return peer.getAddress() == null
                ? peer.getHostString()
                : peer.getAddress().getHostAddress();
    }

    @Override
    public @Nullable String targetAuthority() {
        return targetAuthority;
    }

    @Override
    public @Nullable String serverAuthority() {
        return request.getURI().getRawAuthority();
    }

    @Override
    public Enumeration<String> headers(String name) {
        return Collections.enumeration(ExchangeHead.lines(request.getHeaders(), name));
    }

    /** Patterns match each segment decoded, its parameters taken off. */
    @Override
    public boolean dispatchesTo(String decoded) {
        StringBuilder matched = new StringBuilder(decoded.length());
        for (PathContainer.Element element :
                request.getPath().pathWithinApplication().elements()) {
            matched.append(
                    element instanceof PathContainer.PathSegment segment ? segment.valueToMatch() : element.value());
        }
        return decoded.contentEquals(matched);
    }

    @Override
    public boolean isHandlerExempt() {
        handlerAsked = true;
        return handlerExempt != null && handlerExempt;
    }

    @Override
    public @Nullable FormFields form() {
        return form;
    }

    @Override
    public @Nullable SessionView session() {
        return session;
    }

    /** Of an absolute-form target, its authority; null of any other. */
    static @Nullable String authorityOf(String target) {
        if (target.startsWith("/")) {
            return null;
        }
        int from = target.indexOf("://");
        if (from < 1 || target.lastIndexOf('/', from) >= 0 || target.lastIndexOf('?', from) >= 0) {
            return null;
        }
        from += 3;
        int to = from;
        while (to < target.length() && "/?#".indexOf(target.charAt(to)) < 0) {
            to++;
        }
        return target.substring(from, to);
    }
}
