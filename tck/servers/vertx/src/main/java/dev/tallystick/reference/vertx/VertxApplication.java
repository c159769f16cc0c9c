package dev.tallystick.reference.vertx;

import dev.tallystick.http.RequestPath;
import dev.tallystick.reference.server.AdapterApplication;
import dev.tallystick.reference.server.Capability;
import dev.tallystick.reference.server.RunningServer;
import dev.tallystick.reference.server.Setup;
import dev.tallystick.reference.view.Answer;
import dev.tallystick.reference.view.View;
import dev.tallystick.vertx.TallystickHandler;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.AllowForwardHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.sstore.LocalSessionStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Vert.x Web: the guard in front, with the session handler and the body handler that it runs. */
public final class VertxApplication implements AdapterApplication {

    private static final int PATIENCE_SECONDS = 30;
    private static final int MOST_FORM_BYTES = 4 * 1024 * 1024;
    private static final int MOST_FORM_FIELDS = 10_000;

    @Override
    public String name() {
        return "vertx";
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(
                Capability.WEBSOCKET, Capability.FORWARDED_BY_SERVER, Capability.METHODS_AS_SENT, Capability.HTTP_1_0);
    }

    @Override
    public RunningServer start(Setup setup, int port) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        try {
            // What one field may hold is 8 KiB otherwise, and the guard's own limit would never be met. A bad upgrade
            // to HTTP/2
            // is answered by a 400 that tells no length and never ends, so none is offered.
            HttpServerOptions options = new HttpServerOptions()
                    .setHttp2ClearTextEnabled(false)
                    .setMaxFormAttributeSize(MOST_FORM_BYTES)
                    .setMaxFormFields(MOST_FORM_FIELDS);
            HttpServer server = await(vertx.createHttpServer(options)
                    .requestHandler(router(vertx, setup))
                    .listen(port, "127.0.0.1"));
            return new RunningServer(server.actualPort(), () -> await(vertx.close()));
        } catch (Exception e) {
            await(vertx.close());
            throw e;
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static Router router(Vertx vertx, Setup setup) {
        SessionHandler sessions =
                SessionHandler.create(LocalSessionStore.create(vertx)).setCookieHttpOnlyFlag(true);
        Router router = Router.router(vertx);
        if (setup.serverReadsForwarded()) {
            router.allowForward(AllowForwardHeaders.ALL);
        }
        router.route()
                .handler(TallystickHandler.builder(setup.router())
                        .sessionHandler(sessions)
                        .bodyHandler(BodyHandler.create(System.getProperty("java.io.tmpdir"))
                                .setDeleteUploadedFilesOnEnd(true))
                        .build());
        Map<String, Handler<RoutingContext>> handlers = handlers(setup.mounts(), sessions);
        // A route's path is compared while it is still encoded, and a mount may hold any letters: /caf%C3%A9,
        // /caf%c3%a9.
        router.route()
                .handler(context -> handlers.getOrDefault(decoded(context), VertxApplication::notFound)
                        .handle(context));
        // Vert.x answers a body that breaks off with the status 200 that its body handler fails with; and of a form
        // that it
        // can't decode it would log what stands in there, a token perhaps.
        router.route().failureHandler(context -> {
            int status = context.statusCode();
            if (context.response().headWritten()) {
                // Answered already: what fails now is the rest of a body that nobody wants.
                return;
            }
            if (status == 200 || status >= 400 && status < 500) {
                context.response().setStatusCode(status == 200 ? 400 : status).end();
            } else {
                context.next();
            }
        });
        return router;
    }

    private static String decoded(RoutingContext context) {
        return String.valueOf(RequestPath.decode(context.normalizedPath(), false));
    }

    private static Map<String, Handler<RoutingContext>> handlers(Collection<String> mounts, SessionHandler sessions) {
        Map<String, Handler<RoutingContext>> handlers = new HashMap<>();
        for (View view : View.values()) {
            for (String path : view.paths(mounts)) {
                handlers.put(path, context -> send(view.answer(new VertxExchange(context, sessions)), context));
            }
        }
        for (String path : View.paths(View.SOCKET, mounts)) {
            handlers.put(path, VertxApplication::openSocket);
        }
        return handlers;
    }

    private static void openSocket(RoutingContext context) {
        if (!context.request().canUpgradeToWebSocket()) {
            notFound(context);
            return;
        }
        context.request().toWebSocket().onSuccess(VertxApplication::echo).onFailure(context::fail);
    }

    private static void echo(ServerWebSocket socket) {
        socket.textMessageHandler(socket::writeTextMessage);
        socket.binaryMessageHandler(socket::writeBinaryMessage);
    }

    private static void notFound(RoutingContext context) {
        send(Answer.notFound(), context);
    }

    private static void send(Answer answer, RoutingContext context) {
        HttpServerResponse response = context.response();
        response.setStatusCode(answer.status()).putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType());
        answer.headers().forEach(response::putHeader);
        Buffer body = Buffer.buffer(answer.bytes());
        if (context.request().method().equals(HttpMethod.HEAD)) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
            response.end();
        } else {
            response.end(body);
        }
    }
}
