package dev.tallystick.servlet;

import dev.tallystick.http.Ascii;
import dev.tallystick.http.FormFields;
import dev.tallystick.http.Handshake;
import dev.tallystick.http.RequestView;
import dev.tallystick.http.SessionView;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The container's request, as the engine may see it, and its session: one object, since every request makes one. */
final class ServletRequestView implements RequestView, SessionView {

    private final HttpServletRequest request;
    private final Predicate<HttpServletRequest> exemptHandlers;
    private final HttpServletResponse response;
    private FormReader.@Nullable Result form;
    private boolean withoutExemption;

    ServletRequestView(
            HttpServletRequest request, HttpServletResponse response, Predicate<HttpServletRequest> exemptHandlers) {
        this.request = request;
        this.exemptHandlers = exemptHandlers;
        this.response = response;
    }

    /** Reads the form body in search of its fields; the view finds it untouched. */
    void readForm(long mostBytes) throws IOException {
        if (form == null) {
            form = FormReader.read(request, mostBytes);
        }
    }

    /** Shows the request from here on as one for a handler that isn't exempt, with its body left to the view. */
    void endExemption() {
        withoutExemption = true;
        if (form == null) {
            form = FormReader.none(FormFields.State.UNREAD);
        }
    }

    /** The body as far as it was taken from the container; null if it was left there. */
    @Nullable
    FormBody body() {
        return form == null ? null : form.body();
    }

    /** The response of the first dispatch. */
    HttpServletResponse response() {
        return response;
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String path() {
        String uri = request.getRequestURI();
        String root = request.getContextPath();
        if (root.isEmpty()) {
            return uri;
        }
        if (uri.startsWith(root) && (uri.length() == root.length() || uri.charAt(root.length()) == '/')) {
            return uri.substring(root.length());
        }
        // The container took this for our root, spelt in a way of its own: no path begins so, and none is matched.
        return "*" + uri;
    }

    @Override
    public String contextPath() {
        return request.getContextPath();
    }

    @Override
    public @Nullable String query() {
        return request.getQueryString();
    }

    @Override
    public String scheme() {
        return request.getScheme();
    }

    @Override
    public @Nullable String peerAddress() {
        return request.getRemoteAddr();
    }

    /**
     * HTTP/2 and HTTP/3 always name an authority, and it must not contradict a {@code Host} sent beside it. With HTTP/1 the
     * container has compared them: the API doesn't show an absolute target apart from {@code Host}. Undertow compares their
     * beginnings alone, but shows the target as it was sent.
     */
    @Override
    public @Nullable String targetAuthority() {
        return isMultiplexed() ? serverAuthority() : otherAuthority();
    }

    /** The authority of the request's URL; null if it is the one that the container names anyway. */
    private @Nullable String otherAuthority() {
        String url = request.getRequestURL().toString();
        int start = url.indexOf("://") + 3;
        int end = start < 3 ? -1 : url.indexOf('/', start);
        if (end < 0) {
            return null;
        }
        String authority = url.substring(start, end);
        return Ascii.equalsIgnoreCase(authority, request.getServerName())
                        || Ascii.equalsIgnoreCase(authority, serverAuthority())
                ? null
                : authority;
    }

    @Override
    public String serverAuthority() {
        String name = request.getServerName();
        boolean bareIpv6 = name.indexOf(':') >= 0 && name.charAt(0) != '[';
        return (bareIpv6 ? "[" + name + "]" : name) + ":" + request.getServerPort();
    }

    @Override
    public Enumeration<String> headers(String name) {
        Enumeration<String> lines = request.getHeaders(name);
        if (lines == null) {
            return Collections.emptyEnumeration();
        }
        if (!lines.hasMoreElements() && Ascii.equalsIgnoreCase(name, "Host") && isMultiplexed()) {
            return Collections.enumeration(List.of(serverAuthority()));
        }
        return lines;
    }

    @Override
    public boolean dispatchesTo(String path) {
        String servletPath;
        String pathInfo;
        try {
            servletPath = request.getServletPath();
            pathInfo = request.getPathInfo();
        } catch (IllegalArgumentException e) {
            // Jetty, of a path that it finds ambiguous itself.
            return false;
        }
        if (pathInfo != null) {
            return path.length() == servletPath.length() + pathInfo.length()
                    && path.startsWith(servletPath)
                    && path.startsWith(pathInfo, servletPath.length());
        }
        // Of a directory some containers have chosen the welcome file already.
        return servletPath.equals(path) || path.endsWith("/") && servletPath.startsWith(path);
    }

    /** Only an extended CONNECT has a path (RFC 9113, section 8.5). */
    @Override
    public boolean isExtendedConnect() {
        return "CONNECT".equals(request.getMethod())
                && isMultiplexed()
                && request.getRequestURI().startsWith("/");
    }

    /** A handshake is answered by a WebSocket endpoint, whatever servlet lies at its path. */
    @Override
    public boolean isHandlerExempt() {
        return !withoutExemption && exemptHandlers.test(request) && !Handshake.isWebSocket(this);
    }

    @Override
    public @Nullable FormFields form() {
        return form == null ? null : form.fields();
    }

    @Override
    public SessionView session() {
        return this;
    }

    @Override
    public @Nullable String id() {
        try {
            HttpSession session = request.getSession(false);
            return session == null ? null : session.getId();
        } catch (IllegalStateException e) {
            // The application has no sessions, or the request is over.
            return null;
        }
    }

    @Override
    public @Nullable Object attribute(String name) {
        try {
            HttpSession session = request.getSession(false);
            return session == null ? null : session.getAttribute(name);
        } catch (IllegalStateException e) {
            // As above, or another request has just ended the session.
            return null;
        }
    }

    @Override
    public void setAttribute(String name, Object value) {
        HttpSession session = request.getSession(false);
        if (session == null && response.isCommitted()) {
            throw new IllegalStateException(
                    "The CSRF token was asked for after the response was committed, and the session"
                            + " that keeps its secret can't be begun any more: ask for it before the page is written, or enlarge the"
                            + " response's buffer.");
        }
        (session == null ? request.getSession() : session).setAttribute(name, value);
    }

    private boolean isMultiplexed() {
        String protocol = request.getProtocol();
        return protocol.startsWith("HTTP/2") || protocol.startsWith("HTTP/3");
    }
}
