package dev.tallystick.vertx;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Lets a handler of Vert.x run as one step of ours: when it calls {@code next()}, what we do afterwards runs, and not yet the
 * next route of the application. A failure of the handler's goes to the application's failure handlers as ever.
 */
final class Detour {

    private static final AtomicInteger INSTANCES = new AtomicInteger();

    private final Handler<RoutingContext> handler;
    private final String key = "dev.tallystick.detour." + INSTANCES.incrementAndGet();
    private volatile @Nullable Router router;

    Detour(Handler<RoutingContext> handler) {
        this.handler = handler;
    }

    /**
     * Runs the handler.
     *
     * @param afterwards runs on the context of the request; what it throws fails the request
     */
    void take(RoutingContext context, Runnable afterwards) {
        context.put(key, afterwards);
        router(context.vertx()).handleContext(context);
    }

    private void comeBack(RoutingContext context) {
        Runnable afterwards = context.remove(key);
        if (afterwards == null) {
            throw new IllegalStateException(handler.getClass().getName() + " called next() twice for one request");
        }
        afterwards.run();
    }

    private Router router(Vertx vertx) {
        Router known = router;
        if (known == null) {
            known = Router.router(vertx);
            known.route().handler(handler);
            known.route().handler(this::comeBack);
            router = known;
        }
        return known;
    }
}
