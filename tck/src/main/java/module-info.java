/**
 * The compatibility kit: the reference application.
 *
 * <p>It opens its package to picocli when that has a class.
 */
module dev.tallystick.tck {
    requires dev.tallystick.core;
    requires dev.tallystick.jwt;
    requires dev.tallystick.servlet;
    requires info.picocli;
    requires org.eclipse.jetty.ee11.servlet;
    requires org.eclipse.jetty.ee11.websocket.jakarta.server;
    requires static transitive org.jspecify;
}
