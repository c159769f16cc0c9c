package dev.tallystick.reference;

import dev.tallystick.reference.server.RunningServer;
import dev.tallystick.reference.server.Setup;
import dev.tallystick.reference.servlet.ServletViews;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.catalina.Context;
import org.apache.catalina.Session;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.session.StandardManager;
import org.apache.catalina.startup.Tomcat;

/** On Tomcat, whose manager of sessions may be asked several times a request. */
class SessionStoreFaultsTest extends SessionStoreFaultsContract {

    @Override
    RunningServer start(Setup setup, Supplier<Store> store) throws Exception {
        Path files = Files.createTempDirectory("tallystick-sessions");
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(files.toString());
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", null);
        context.setManager(new FailingManager(store));
        Tomcat.addServlet(context, "default", new DefaultServlet()).addMapping("/");
        context.addServletContainerInitializer(
                (classes, servletContext) -> ServletViews.register(servletContext, setup), Set.of());
        tomcat.start();
        return new RunningServer(tomcat.getConnector().getLocalPort(), () -> {
            tomcat.stop();
            tomcat.destroy();
        });
    }

    private static final class FailingManager extends StandardManager {

        private final Supplier<Store> state;

        FailingManager(Supplier<Store> state) {
            this.state = state;
            setPathname("");
        }

        @Override
        public Session findSession(String id) throws IOException {
            return switch (state.get()) {
                case WELL -> super.findSession(id);
                case THROWS -> throw new IOException("the store is out of reach");
                case HAS_NOTHING -> null;
            };
        }
    }
}
