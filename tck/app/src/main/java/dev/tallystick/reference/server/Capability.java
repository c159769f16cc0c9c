package dev.tallystick.reference.server;

/**
 * What not every server can, through no fault of its adapter. The shared tests ask each application for those that it has,
 * prove that it has them and no others, and then know what to expect where one is missing; nothing is skipped.
 */
public enum Capability {
    /** {@code {mount}/socket} opens a WebSocket that sends each message back. Without it, that path is 404. */
    WEBSOCKET,
    /** A handler can carry {@link dev.tallystick.CsrfExempt}. Without it, {@code annotated/echo} is checked like any other. */
    ANNOTATIONS,
    /**
     * The server takes path parameters off before it routes, so {@code tallystick.allow-path-parameters} lets a path with them
     * in. Without it, such a path stays 400.
     */
    PATH_PARAMETERS,
    /**
     * The server itself reads forwarded headers with {@code tallystick.trusted-proxies=server}. Without it, nobody does: the
     * target stays what the request's own Host says.
     */
    FORWARDED_BY_SERVER,
    /** A method in another case is another one, or none. Without it, the server makes capitals of any. */
    METHODS_AS_SENT,
    /** The server answers requests of HTTP/1.0. Without it, it refuses them. */
    HTTP_1_0
}
