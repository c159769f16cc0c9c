package dev.tallystick.http;

import java.util.Enumeration;

/** Whether a request asks for a WebSocket (RFC 6455, section 4.1; RFC 8441 over HTTP/2). */
public final class Handshake {

    private Handshake() {}

    /**
     * Whether the server would upgrade this to a WebSocket: a {@code GET} whose {@code Upgrade} and {@code Connection}
     * lists, over all lines and in any case, name {@code websocket} and {@code upgrade}; or one with any {@code Upgrade} and
     * a {@code Sec-WebSocket-Key}, which some servers (Undertow) take for a handshake without reading those lists.
     */
    public static boolean isWebSocket(RequestView request) {
        return request.isExtendedConnect() || "GET".equals(request.method()) && isUpgrade(request);
    }

    private static boolean isUpgrade(RequestView request) {
        Enumeration<String> upgrade = request.headers("Upgrade");
        return upgrade.hasMoreElements()
                && (names(upgrade, "websocket") && names(request.headers("Connection"), "upgrade")
                        || request.headers("Sec-WebSocket-Key").hasMoreElements());
    }

    private static boolean names(Enumeration<String> lines, String element) {
        while (lines.hasMoreElements()) {
            if (HeaderList.names(lines.nextElement(), element)) {
                return true;
            }
        }
        return false;
    }
}
