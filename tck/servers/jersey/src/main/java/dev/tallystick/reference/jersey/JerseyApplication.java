package dev.tallystick.reference.jersey;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.tallystick.jaxrs.TallystickFeature;
import dev.tallystick.reference.server.AdapterApplication;
import dev.tallystick.reference.server.Capability;
import dev.tallystick.reference.server.RunningServer;
import dev.tallystick.reference.server.Setup;
import dev.tallystick.reference.view.View;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.glassfish.jersey.media.multipart.MultiPartFeature;
import org.glassfish.jersey.server.ContainerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.server.model.Resource;

/** Jersey on the JDK's HTTP server, the feature registered in its application. */
public final class JerseyApplication implements AdapterApplication {

    /** Jakarta REST dispatches by methods that are named; these a view answers, and any other is 405. */
    private static final List<String> METHODS = List.of(
            "GET",
            "HEAD",
            "POST",
            "PUT",
            "PATCH",
            "DELETE",
            "OPTIONS",
            "TRACE",
            "QUERY",
            "PURGE",
            "PROPFIND",
            "REPORT",
            "SEARCH",
            "LINK",
            "UNLINK",
            "M-SEARCH");

    /** Jersey answers on the thread that the server called it on. */
    private static final ThreadLocal<String> PEER = new ThreadLocal<>();

    @Override
    public String name() {
        return "jersey";
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(
                Capability.ANNOTATIONS, Capability.PATH_PARAMETERS, Capability.METHODS_AS_SENT, Capability.HTTP_1_0);
    }

    @Override
    public RunningServer start(Setup setup, int port) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 0);
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpHandler jersey = ContainerFactory.createContainer(HttpHandler.class, application(setup));
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            PEER.set(exchange.getRemoteAddress().getAddress().getHostAddress());
            try {
                jersey.handle(exchange);
            } finally {
                PEER.remove();
            }
        });
        server.start();
        return new RunningServer(server.getAddress().getPort(), () -> {
            server.stop(0);
            threads.shutdownNow();
        });
    }

    private static ResourceConfig application(Setup setup) {
        MemorySessions sessions = new MemorySessions();
        ResourceConfig application = new ResourceConfig()
                .register(TallystickFeature.builder(setup.router())
                        .sessions(sessions::of)
                        .peerAddress(context -> PEER.get())
                        .build())
                .register(MultiPartFeature.class)
                .register(sessions)
                .property(ServerProperties.WADL_FEATURE_DISABLE, true);
        for (View view : View.values()) {
            List<String> paths = view.paths(setup.mounts());
            ViewHandler handler = view.isExemptByAnnotation()
                    ? new ExemptViewHandler(view, paths, sessions)
                    : new ViewHandler(view, paths, sessions);
            for (String path : paths) {
                Resource.Builder resource = Resource.builder(path);
                for (String method : METHODS) {
                    resource.addMethod(method).handledBy(handler);
                }
                application.registerResources(resource.build());
            }
        }
        return application;
    }
}
