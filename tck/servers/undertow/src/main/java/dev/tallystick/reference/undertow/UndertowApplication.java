package dev.tallystick.reference.undertow;

import dev.tallystick.reference.server.AdapterApplication;
import dev.tallystick.reference.server.RunningServer;
import dev.tallystick.reference.server.Setup;
import dev.tallystick.reference.servlet.EchoSocket;
import dev.tallystick.reference.servlet.ServletViews;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletException;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.net.InetSocketAddress;
import java.util.Set;

/** Undertow, the servlet filter in front. */
public final class UndertowApplication implements AdapterApplication {

    @Override
    public String name() {
        return "undertow";
    }

    @Override
    public RunningServer start(Setup setup, int port) throws Exception {
        DeploymentManager deployment = Servlets.newContainer().addDeployment(application(setup));
        deployment.deploy();
        HttpHandler handler = deployment.start();
        Undertow server = Undertow.builder()
                .setIoThreads(1)
                .setWorkerThreads(8)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .setServerOption(UndertowOptions.MULTIPART_MAX_ENTITY_SIZE, -1L)
                .addHttpListener(
                        port, "127.0.0.1", setup.serverReadsForwarded() ? Handlers.proxyPeerAddress(handler) : handler)
                .build();
        try {
            server.start();
        } catch (RuntimeException e) {
            stop(server, deployment);
            throw e;
        }
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        return new RunningServer(address.getPort(), () -> stop(server, deployment));
    }

    private static DeploymentInfo application(Setup setup) {
        ServletContainerInitializer views = (classes, context) -> {
            ServletViews.register(context, setup);
            try {
                EchoSocket.register(
                        (ServerContainer) context.getAttribute(ServerContainer.class.getName()), setup.mounts());
            } catch (DeploymentException e) {
                throw new ServletException(e);
            }
        };
        return Servlets.deployment()
                .setClassLoader(UndertowApplication.class.getClassLoader())
                .setContextPath("/")
                .setDeploymentName("reference")
                .setDefaultEncoding("UTF-8")
                .addServletContextAttribute(WebSocketDeploymentInfo.ATTRIBUTE_NAME, new WebSocketDeploymentInfo())
                .addServletContainerInitializer(new ServletContainerInitializerInfo(
                        views.getClass().asSubclass(ServletContainerInitializer.class),
                        new ImmediateInstanceFactory<>(views),
                        Set.of()));
    }

    private static void stop(Undertow server, DeploymentManager deployment) throws ServletException {
        server.stop();
        deployment.stop();
        deployment.undeploy();
    }
}
