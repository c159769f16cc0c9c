package dev.tallystick.reference.helidon;

import dev.tallystick.helidon.TallystickRouting;
import dev.tallystick.reference.server.AdapterApplication;
import dev.tallystick.reference.server.Capability;
import dev.tallystick.reference.server.Ports;
import dev.tallystick.reference.server.RunningServer;
import dev.tallystick.reference.server.Setup;
import dev.tallystick.reference.view.Answer;
import dev.tallystick.reference.view.View;
import io.helidon.common.configurable.AllowList;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.PathMatchers;
import io.helidon.http.RequestedUriDiscoveryContext;
import io.helidon.http.RequestedUriDiscoveryContext.RequestedUriDiscoveryType;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRoute;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.websocket.WsRouting;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Helidon SE: the guard around the routes; the sockets have a routing of their own. */
public final class HelidonApplication implements AdapterApplication {

    @Override
    public String name() {
        return "helidon";
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.WEBSOCKET, Capability.PATH_PARAMETERS, Capability.FORWARDED_BY_SERVER);
    }

    @Override
    public RunningServer start(Setup setup, int port) throws IOException {
        // The server logs that it can't listen, and goes on.
        Ports.refuseIfTaken(port);
        MemorySessions sessions = new MemorySessions();
        TallystickRouting guard =
                TallystickRouting.builder(setup.router()).sessions(sessions::of).build();
        WebServerConfig.Builder config = WebServer.builder()
                .host("127.0.0.1")
                .port(port)
                .shutdownHook(false)
                .shutdownGracePeriod(Duration.ofMillis(100))
                .routing(guard.guard(routes(setup.mounts(), sessions)))
                .addRouting(sockets(setup.mounts()));
        if (setup.serverReadsForwarded()) {
            config.requestedUriDiscoveryContext(RequestedUriDiscoveryContext.builder()
                    .types(List.of(RequestedUriDiscoveryType.FORWARDED, RequestedUriDiscoveryType.X_FORWARDED))
                    .trustedProxies(AllowList.builder().allowAll(true).build())
                    .build());
        }
        WebServer server = config.build().start();
        return new RunningServer(server.port(), server::stop);
    }

    private static HttpRouting.Builder routes(Collection<String> mounts, MemorySessions sessions) {
        HttpRouting.Builder routes = HttpRouting.builder().addFilter((chain, request, response) -> {
            chain.proceed();
            // The server says that it closes the connection, and leaves that to the client.
            if (request.headers().contains(HeaderValues.CONNECTION_CLOSE)) {
                throw new CloseConnectionException("The client asked for it");
            }
        });
        for (View view : View.values()) {
            for (String path : view.paths(mounts)) {
                routes.route(HttpRoute.builder()
                        .path(PathMatchers.exact(path))
                        .handler((request, response) -> send(
                                view.answer(new HelidonExchange(request, response, sessions)), request, response)));
            }
        }
        return routes.any((request, response) -> send(Answer.notFound(), request, response));
    }

    private static WsRouting.Builder sockets(Collection<String> mounts) {
        WsRouting.Builder sockets = WsRouting.builder();
        View.paths(View.SOCKET, mounts).forEach(path -> sockets.endpoint(path, EchoListener::new));
        return sockets;
    }

    private static void send(Answer answer, ServerRequest request, ServerResponse response) {
        answer.headers().forEach((name, value) -> response.header(HeaderValues.create(name, value)));
        response.status(Status.create(answer.status())).header(HeaderNames.CONTENT_TYPE, answer.contentType());
        byte[] body = answer.bytes();
        if (request.prologue().method().equals(Method.HEAD)) {
            response.contentLength(body.length);
            response.send();
        } else {
            response.send(body);
        }
    }
}
