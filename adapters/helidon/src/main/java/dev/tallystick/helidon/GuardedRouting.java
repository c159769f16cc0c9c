package dev.tallystick.helidon;

import io.helidon.http.Status;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http1.spi.Http1RoutedUpgrade;
import io.helidon.webserver.http1.spi.Http1UpgradeResponse;
import io.helidon.webserver.http1.spi.Http1UpgradeResult;
import io.helidon.webserver.http1.spi.Http1UpgradeRouting;

/** A routing that is reached by what was let through alone; upgrades of a connection too. */
final class GuardedRouting implements HttpRouting, Http1UpgradeRouting {

    private final TallystickRouting tallystick;
    private final HttpRouting routing;

    GuardedRouting(TallystickRouting tallystick, HttpRouting routing) {
        this.tallystick = tallystick;
        this.routing = routing;
    }

    @Override
    public void route(ConnectionContext ctx, RoutingRequest request, RoutingResponse response) {
        GuardedRequest guarded = new GuardedRequest(request);
        try (Passage passage = tallystick.decide(request, guarded, response)) {
            if (passage.isOpen()) {
                routing.route(ctx, guarded, response);
            }
        }
    }

    @Override
    public Http1UpgradeResult routeUpgrade(
            ConnectionContext ctx,
            RoutingRequest request,
            RoutingResponse response,
            Http1UpgradeResponse upgradeResponse,
            Http1RoutedUpgrade upgrade) {
        if (!(routing instanceof Http1UpgradeRouting upgrading)) {
            upgradeResponse.send(Status.NOT_FOUND_404);
            return Http1UpgradeResult.responded();
        }
        GuardedRequest guarded = new GuardedRequest(request);
        try (Passage passage = tallystick.decide(request, guarded, response)) {
            return passage.isOpen()
                    ? upgrading.routeUpgrade(ctx, guarded, response, upgradeResponse, upgrade)
                    : Http1UpgradeResult.responded();
        }
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
        routing.afterStart(server);
    }

    @Override
    public void afterStop() {
        routing.afterStop();
    }
}
