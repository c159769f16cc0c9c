package dev.tallystick.reference.jettyee10;

import dev.tallystick.reference.server.AdapterApplication;
import dev.tallystick.reference.server.RunningServer;
import dev.tallystick.reference.server.Setup;
import dev.tallystick.reference.servlet.EchoSocket;
import dev.tallystick.reference.servlet.ServletViews;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Embedded Jetty with Jakarta EE 10, the servlet filter in front. */
public final class JettyEe10Application implements AdapterApplication {

    @Override
    public String name() {
        return "jetty-ee10";
    }

    @Override
    public RunningServer start(Setup setup, int port) throws Exception {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        if (setup.serverReadsForwarded()) {
            http.addCustomizer(new ForwardedRequestCustomizer());
        }
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(context(setup));
        try {
            server.start();
        } catch (Exception e) {
            server.stop();
            throw e;
        }
        return new RunningServer(connector.getLocalPort(), server::stop);
    }

    private static ServletContextHandler context(Setup setup) {
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        context.setMaxFormContentSize(ServletViews.MOST_FORM_BYTES);
        context.addServletContainerInitializer(
                (classes, servletContext) -> ServletViews.register(servletContext, setup));
        JakartaWebSocketServletContainerInitializer.configure(
                context, (servletContext, container) -> EchoSocket.register(container, setup.mounts()));
        return context;
    }
}
