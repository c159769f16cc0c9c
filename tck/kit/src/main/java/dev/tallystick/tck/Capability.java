package dev.tallystick.tck;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a server may be unable to have at all, so that an adapter can't be blamed for it. An adapter declares its capabilities;
 * the kit tries each, and fails where the declaration is wrong in either direction.
 */
public enum Capability {
    /** The reference application answers a WebSocket handshake at {@code {mount}/socket}. */
    WEBSOCKET("websocket"),
    /** {@code @CsrfExempt} on the handler of {@code {mount}/annotated/echo} has effect. */
    ANNOTATIONS("annotations"),
    /** There are server sessions, the server's own or the application's, so that {@code secret-store=session} works. */
    SERVER_SESSIONS("server-sessions"),
    /** Where {@code allow-path-parameters} is set, a view answers a path with parameters. */
    PATH_PARAMETERS("path-parameters"),
    /** With {@code trusted-proxies=server} the server itself takes the forwarded headers. */
    FORWARDED_BY_SERVER("forwarded-by-server"),
    /** A method in another case is another method, or none; without it, {@code get} is the server's {@code GET}. */
    METHODS_AS_SENT("methods-as-sent"),
    /** The server answers requests of HTTP/1.0. */
    HTTP_1_0("http-1.0");

    private final String code;

    Capability(String code) {
        this.code = code;
    }

    /** Its name in a case's {@code needs}. */
    public String code() {
        return code;
    }

    static Optional<Capability> of(String code) {
        return Arrays.stream(values()).filter(c -> c.code.equals(code)).findFirst();
    }

    @Override
    public String toString() {
        return code;
    }
}
