package dev.tallystick.reference.tomcat;

import dev.tallystick.reference.server.AdapterApplication;
import dev.tallystick.reference.server.Ports;
import dev.tallystick.reference.server.RunningServer;
import dev.tallystick.reference.server.Setup;
import dev.tallystick.reference.servlet.EchoSocket;
import dev.tallystick.reference.servlet.ServletViews;
import jakarta.servlet.ServletException;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.RemoteIpValve;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.websocket.server.WsSci;

/** Embedded Tomcat, the servlet filter in front. */
public final class TomcatApplication implements AdapterApplication {

    @Override
    public String name() {
        return "tomcat";
    }

    @Override
    public RunningServer start(Setup setup, int port) throws Exception {
        Ports.refuseIfTaken(port);
        Path files = Files.createTempDirectory("tallystick-tomcat");
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(files.toString());
        tomcat.setConnector(connector(port));
        Context context = tomcat.addContext("", null);
        // As in a deployed application: filters see only what some servlet is mapped to.
        Tomcat.addServlet(context, "default", new DefaultServlet()).addMapping("/");
        context.addServletContainerInitializer(new WsSci(), Set.of());
        context.addServletContainerInitializer(
                (classes, servletContext) -> {
                    ServletViews.register(servletContext, setup);
                    try {
                        EchoSocket.register(
                                (ServerContainer) servletContext.getAttribute(ServerContainer.class.getName()),
                                setup.mounts());
                    } catch (DeploymentException e) {
                        throw new ServletException(e);
                    }
                },
                Set.of());
        if (setup.serverReadsForwarded()) {
            tomcat.getEngine().getPipeline().addValve(forwarded());
        }
        Thread end = new Thread(() -> delete(files));
        Runtime.getRuntime().addShutdownHook(end);
        try {
            tomcat.start();
        } catch (LifecycleException e) {
            stop(tomcat, files, end);
            throw e;
        }
        // Tomcat's own threads are all daemons.
        new Thread(tomcat.getServer()::await, "tomcat-await").start();
        return new RunningServer(tomcat.getConnector().getLocalPort(), () -> stop(tomcat, files, end));
    }

    private static Connector connector(int port) {
        Connector connector = new Connector();
        connector.setPort(port);
        connector.setProperty("address", "127.0.0.1");
        connector.setThrowOnFailure(true);
        connector.setAllowTrace(true);
        connector.setMaxPostSize(ServletViews.MOST_FORM_BYTES);
        ((Http11NioProtocol) connector.getProtocolHandler()).setMinSpareThreads(1);
        return connector;
    }

    private static RemoteIpValve forwarded() {
        RemoteIpValve valve = new RemoteIpValve();
        valve.setProtocolHeader("X-Forwarded-Proto");
        valve.setHostHeader("X-Forwarded-Host");
        valve.setPortHeader("X-Forwarded-Port");
        return valve;
    }

    private static void stop(Tomcat tomcat, Path files, Thread end) throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
        Runtime.getRuntime().removeShutdownHook(end);
        delete(files);
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
