package dev.tallystick.vertx;

import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** An application on a server of its own, at a free port of 127.0.0.1; a browser would know it as {@code localhost}. */
final class TestSite implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 20;

    private final Vertx vertx;
    private final HttpServer server;

    private TestSite(Vertx vertx, HttpServer server) {
        this.vertx = vertx;
        this.server = server;
    }

    /** Starts what this makes of a new Vert.x with one event loop, and of its server. */
    static TestSite start(HttpServerOptions options, Consumer<Setup> setup) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
            Setup parts = new Setup(vertx, Router.router(vertx), vertx.createHttpServer(options));
            parts.server().requestHandler(parts.router());
            setup.accept(parts);
            await(parts.server().listen(0, "127.0.0.1"));
            return new TestSite(vertx, parts.server());
        } catch (RuntimeException e) {
            await(vertx.close());
            throw e;
        }
    }

    static TestSite start(Consumer<Setup> setup) {
        return start(new HttpServerOptions(), setup);
    }

    /** Starts an application that this handler guards, mounted as users mount it. */
    static TestSite guarded(TallystickHandler handler, Consumer<Router> views) {
        return start(setup -> {
            setup.router().route().handler(handler);
            views.accept(setup.router());
        });
    }

    record Setup(Vertx vertx, Router router, HttpServer server) {}

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    Vertx vertx() {
        return vertx;
    }

    int port() {
        return server.actualPort();
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
        await(vertx.close());
    }
}
