package dev.tallystick.helidon;

import io.helidon.webserver.http.ErrorHandler;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRoute;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http.HttpService;
import java.util.function.Supplier;

/** Collects routes as the application's own builder does, and guards what it builds, the server's features included. */
final class GuardedBuilder implements HttpRouting.Builder {

    private final TallystickRouting tallystick;
    private final HttpRouting.Builder routes;

    GuardedBuilder(TallystickRouting tallystick, HttpRouting.Builder routes) {
        this.tallystick = tallystick;
        this.routes = routes;
    }

    @Override
    public HttpRouting build() {
        return new GuardedRouting(tallystick, routes.build());
    }

    @Override
    public HttpRouting.Builder register(HttpService... services) {
        routes.register(services);
        return this;
    }

    @Override
    public HttpRouting.Builder register(String path, HttpService... services) {
        routes.register(path, services);
        return this;
    }

    @Override
    public HttpRouting.Builder route(HttpRoute route) {
        routes.route(route);
        return this;
    }

    @Override
    public HttpRouting.Builder addFilter(Filter filter) {
        routes.addFilter(filter);
        return this;
    }

    @Override
    public HttpRouting.Builder addFeature(Supplier<? extends HttpFeature> feature) {
        routes.addFeature(feature);
        return this;
    }

    @Override
    public <T extends Throwable> HttpRouting.Builder error(Class<T> type, ErrorHandler<? super T> handler) {
        routes.error(type, handler);
        return this;
    }

    @Override
    public HttpRouting.Builder maxReRouteCount(int most) {
        routes.maxReRouteCount(most);
        return this;
    }

    @Override
    public HttpRouting.Builder security(HttpSecurity security) {
        routes.security(security);
        return this;
    }

    @Override
    public HttpRouting.Builder copy() {
        return new GuardedBuilder(tallystick, routes.copy());
    }
}
