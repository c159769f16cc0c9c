package dev.tallystick.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tallystick.vertx.TallystickHandler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.provider.MethodSource;

/** The mount that decides, beside the route that Vert.x Web chooses. */
class VertxDispatchFuzzTest {

    private static final Site SITE = Site.of(VertxDispatchFuzzTest::start, false);

    @MethodSource("dev.tallystick.fuzzing.KitSeeds#targets")
    @FuzzTest
    void vertx(byte[] input) {
        Targets.each(input, SITE);
    }

    private static int start(Site site, boolean allowParameters) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        Router router = Router.router(vertx);
        router.route()
                .handler(TallystickHandler.builder(site.router())
                        .withoutBodyHandler()
                        .build());
        for (String mount : Site.VIEWS) {
            router.route(mount + "/*").handler(new RouteView(site, mount));
        }
        HttpServer server = vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        return server.actualPort();
    }
}
