/** The compatibility kit: the reference application. */
module dev.tallystick.tck {
    requires dev.tallystick.core;
    requires dev.tallystick.jwt;
    requires dev.tallystick.servlet;
    requires info.picocli;
    requires org.eclipse.jetty.ee11.servlet;
    requires org.eclipse.jetty.ee11.websocket.jakarta.server;
    requires static transitive org.jspecify;
    // With the first command class (an empty package cannot be opened): opens dev.tallystick.tck to info.picocli;
}
