package dev.tallystick.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.params.provider.MethodSource;

/** The mount that decides, beside the servlet that Jetty chooses. */
class JettyDispatchFuzzTest {

    private static final Site STRICT = Site.of(JettyDispatchFuzzTest::start, false);
    private static final Site WITH_PARAMETERS = Site.of(JettyDispatchFuzzTest::start, true);

    @MethodSource("dev.tallystick.fuzzing.KitSeeds#targets")
    @FuzzTest
    void jetty(byte[] input) {
        Targets.each(input, STRICT, WITH_PARAMETERS);
    }

    private static int start(Site site, boolean allowParameters) throws Exception {
        Server server = new Server();
        ServerConnector connector =
                new ServerConnector(server, 1, 1, new HttpConnectionFactory(new HttpConfiguration()));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        context.addServletContainerInitializer(
                (classes, servletContext) -> MountView.register(servletContext, site, allowParameters));
        server.setHandler(context);
        server.start();
        return connector.getLocalPort();
    }
}
