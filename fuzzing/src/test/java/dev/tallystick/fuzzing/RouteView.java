package dev.tallystick.fuzzing;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** The view at a mount, chosen by Vert.x. */
record RouteView(Site site, String mount) implements Handler<RoutingContext> {

    @Override
    public void handle(RoutingContext context) {
        site.reached(mount);
        context.response().putHeader("Content-Length", "0").end();
    }
}
