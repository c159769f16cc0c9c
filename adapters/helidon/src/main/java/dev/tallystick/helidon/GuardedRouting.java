package dev.tallystick.helidon;

import io.helidon.http.HeaderValues;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A routing that is reached by what was let through alone, and that decides the upgrades of its connections too. */
final class GuardedRouting implements HttpRouting {

    private final TallystickRouting tallystick;
    private final HttpRouting routing;

    GuardedRouting(TallystickRouting tallystick, HttpRouting routing) {
        this.tallystick = tallystick;
        this.routing = routing;
    }

    @Override
    public void route(ConnectionContext connection, RoutingRequest request, RoutingResponse response) {
        Framing.check(request);
        GuardedRequest guarded = new GuardedRequest(request);
        try (Passage passage = tallystick.decide(request, guarded, response)) {
            if (passage.response() != null) {
                routing.route(connection, guarded, passage.response());
                if (response.headers().contains(HeaderValues.CONNECTION_CLOSE)) {
                    new UnreadBody(request, null).discard();
                }
            }
        }
    }

    /** Null where the connection isn't upgraded: then the request is routed, and denied there if that is why. */
    @Nullable
    ServerConnection upgrade(
            ConnectionContext connection, HttpPrologue prologue, WritableHeaders<?> headers, Http1Upgrader upgrader) {
        return tallystick.upgrade(connection, prologue, headers, upgrader);
    }

    @Override
    public HttpSecurity security() {
        return routing.security();
    }

    @Override
    public void beforeStart() {
        routing.beforeStart();
    }

    @Override
    public void afterStart(WebServer server) {
        WebServerConfig config = server.prototype();
        boolean unguarded = Stream.concat(
                        Stream.of(config), config.sockets().values().stream().map(ListenerConfig.class::cast))
                .flatMap(listener -> listener.connectionSelectors().stream())
                .anyMatch(GuardedRouting::upgradesUnguarded);
        if (unguarded) {
            server.stop();
            throw new IllegalStateException(
                    "The server was given a connection selector with a WebSocket upgrader of its own,"
                            + " which opens WebSockets past every guard: leave the selector out, and the server's own is"
                            + " guarded by itself, or wrap the upgrader in TallystickRouting.guard.");
        }
        routing.afterStart(server);
    }

    private static boolean upgradesUnguarded(Object selector) {
        return selector instanceof Http1ConnectionSelector http1
                && http1.prototype().upgraders().values().stream()
                        .anyMatch(upgrader -> upgrader.supportedProtocol().equals(GuardedUpgrader.PROTOCOL)
                                && !(upgrader instanceof GuardedUpgrader));
    }

    @Override
    public void afterStop() {
        routing.afterStop();
    }
}
