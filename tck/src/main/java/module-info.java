/** The compatibility kit: the reference application. */
module dev.tallystick.tck {
    requires dev.tallystick.core;
    requires dev.tallystick.jwt;
    requires dev.tallystick.servlet;
    requires jakarta.servlet;
    requires jakarta.websocket;
    requires java.logging;
    requires org.eclipse.jetty.ee11.servlet;
    requires org.eclipse.jetty.ee11.websocket.jakarta.server;
    requires org.eclipse.jetty.server;
    requires static transitive org.jspecify;
}
