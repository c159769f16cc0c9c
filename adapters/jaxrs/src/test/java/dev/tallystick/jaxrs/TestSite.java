package dev.tallystick.jaxrs;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.tallystick.Protection;
import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.glassfish.jersey.server.ContainerFactory;
import org.glassfish.jersey.server.ResourceConfig;

/** An application on Jersey, on a server at a free port of 127.0.0.1; a browser would know it as {@code localhost}. */
final class TestSite implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads;

    private TestSite(String root, ResourceConfig application) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext(root, ContainerFactory.createContainer(HttpHandler.class, application));
        server.start();
    }

    /** An application at the root of the server. */
    static TestSite of(ResourceConfig application) throws IOException {
        return at("/", application);
    }

    static TestSite at(String root, ResourceConfig application) throws IOException {
        return new TestSite(root, application);
    }

    /** An application of these classes and instances, one protection over all of it. */
    static TestSite guardedBy(Protection protection, Object... components) throws IOException {
        return guardedBy(TallystickFeature.builder(protection).build(), components);
    }

    static TestSite guardedBy(TallystickFeature feature, Object... components) throws IOException {
        return of(application(feature, components));
    }

    static ResourceConfig application(TallystickFeature feature, Object... components) {
        ResourceConfig application = new ResourceConfig(Tokens.class).register(feature);
        for (Object component : components) {
            if (component instanceof Class<?> type) {
                application.register(type);
            } else {
                application.register(component);
            }
        }
        return application;
    }

    /** A page that is nothing but a token. */
    @Path("token")
    public static final class Tokens {

        @GET
        public String token(@Context ContainerRequestContext context) {
            return TallystickFeature.token(context).value();
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    String host() {
        return "localhost:" + port();
    }

    String origin() {
        return "http://" + host();
    }

    /** A request with {@code Host} and nothing else. */
    WireRequest request(String method, String target) {
        return WireRequest.line(method + " " + target + " HTTP/1.1").header("Host", host());
    }

    WireReply send(WireRequest request) {
        return WireConnection.exchange(port(), request);
    }

    WireReply get(String target) {
        return send(request("GET", target));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
