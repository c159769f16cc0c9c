package dev.tallystick.helidon;

import dev.tallystick.CsrfProtection;
import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import dev.tallystick.token.KeyRing;
import dev.tallystick.token.SessionBinding;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import java.time.Duration;
import java.util.function.Consumer;

/** An application on a server of its own, at a free port of 127.0.0.1; a browser would know it as {@code localhost}. */
final class TestSite implements AutoCloseable {

    private static final KeyRing KEYS = KeyRing.parse("test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");

    private final WebServer server;

    private TestSite(WebServer server) {
        this.server = server;
    }

    /** Strict, and bound to no login: most of these sites have none. */
    static CsrfProtection.Builder csrf() {
        return boundCsrf().sessionBinding(SessionBinding.none());
    }

    /** Bound to the login session, as is the default. */
    static CsrfProtection.Builder boundCsrf() {
        return CsrfProtection.builder(KEYS);
    }

    /** Starts an application that this guards, mounted as users mount it. */
    static TestSite guarded(TallystickRouting guard, Consumer<HttpRouting.Builder> views) {
        return guarded(guard, views, config -> {});
    }

    static TestSite guarded(
            TallystickRouting guard, Consumer<HttpRouting.Builder> views, Consumer<WebServerConfig.Builder> more) {
        HttpRouting.Builder routes = HttpRouting.builder();
        views.accept(routes);
        return start(config -> {
            config.routing(guard.guard(routes));
            more.accept(config);
        });
    }

    static TestSite start(Consumer<WebServerConfig.Builder> setup) {
        WebServerConfig.Builder config = WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .shutdownHook(false)
                .shutdownGracePeriod(Duration.ofMillis(50));
        setup.accept(config);
        return new TestSite(config.build().start());
    }

    int port() {
        return server.port();
    }

    /** Of another socket of the server. */
    int port(String socket) {
        return server.port(socket);
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
        server.stop();
    }
}
