package dev.tallystick.http;

import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * One request, as a protection may see it. An adapter implements this over its server's own request.
 *
 * <p>Used by one thread at a time. Reading has no side effect that a client or a view could notice: no session is begun,
 * no body is consumed.
 */
public interface RequestView {

    /** The method exactly as sent, for instance {@code POST}; methods are case-sensitive (RFC 9110, section 9.1). */
    String method();

    /**
     * The path as sent, still percent-encoded, without query, below the application's root: in a servlet container, what
     * follows the context path. Other forms of a request target ({@code *}, an authority) are returned as they are.
     */
    String path();

    /**
     * The path of the application's root as sent, still percent-encoded, without trailing slash: what stands before {@link
     * #path()} in the address that browsers see. Empty where the application is at the server's root.
     */
    default String contextPath() {
        return "";
    }

    /** The query as sent, still percent-encoded, without the question mark; null if there is none. */
    @Nullable
    String query();

    /** {@code http} or {@code https}, as the server sees the connection. */
    String scheme();

    /** The peer's IP address as text, or null where the connection has none (a Unix socket, say). */
    @Nullable
    String peerAddress();

    /** The authority of an absolute-form request target, if the server still knows that there was one. */
    default @Nullable String targetAuthority() {
        return null;
    }

    /**
     * Host and port, as {@code host:port}, for which the server itself takes the request, forwarded headers included
     * where the server was told to trust them; null if the server doesn't say. Asked only where the configuration says
     * {@code trusted-proxies=server}.
     */
    @Nullable
    String serverAuthority();

    /**
     * All lines of a header, in the order sent, each as one element and never joined or split.
     *
     * @param name the header's name, in any case
     * @return the lines; empty if there is none
     */
    Enumeration<String> headers(String name);

    /**
     * Whether the server will choose the view by this path.
     *
     * <p>A second pair of eyes: a server that normalises more than we foresaw answers false, and the request is refused as
     * ambiguous.
     *
     * @param path below the application's root, percent-decoded once
     */
    default boolean dispatchesTo(String path) {
        return true;
    }

    /** Whether this is an HTTP/2 extended CONNECT for a WebSocket (RFC 8441). */
    default boolean isExtendedConnect() {
        return false;
    }

    /** Whether the handler that will answer carries the annotation that exempts it from the forgery check. */
    default boolean isHandlerExempt() {
        return false;
    }

    /** The fields of the form body, or null if the body has not been read for them yet. */
    @Nullable
    FormFields form();

    /** The server session, or null if it has not been looked up yet. */
    @Nullable
    SessionView session();
}
