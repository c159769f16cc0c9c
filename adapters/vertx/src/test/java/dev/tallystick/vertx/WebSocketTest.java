package dev.tallystick.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Decision;
import dev.tallystick.Need;
import dev.tallystick.Outcome;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.http.RequestView;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireRequest;
import dev.tallystick.vertx.TestSite.Setup;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.sstore.LocalSessionStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the way in which an application takes WebSockets, no page of another site opens one. */
class WebSocketTest {

    /** The ways of Vert.x to take a WebSocket. */
    private enum Arrangement {
        IN_A_ROUTE {
            @Override
            void setUp(Setup setup, TallystickHandler guard) {
                setup.router().route().handler(guard);
                addSessionView(setup);
                setup.router().route("/:mount/socket").handler(WebSocketTest::upgrade);
            }
        },
        IN_A_SUB_ROUTER {
            @Override
            void setUp(Setup setup, TallystickHandler guard) {
                setup.router().route().handler(guard);
                addSessionView(setup);
                for (String mount : List.of("/web", "/mobile")) {
                    io.vertx.ext.web.Router inner = io.vertx.ext.web.Router.router(setup.vertx());
                    inner.route("/socket").handler(WebSocketTest::upgrade);
                    setup.router().route(mount + "/*").subRouter(inner);
                }
            }
        },
        BY_SOCKJS {
            @Override
            void setUp(Setup setup, TallystickHandler guard) {
                setup.router().route().handler(guard);
                addSessionView(setup);
                for (String mount : List.of("/web", "/mobile")) {
                    setup.router()
                            .route(mount + "/sockjs/*")
                            .subRouter(SockJSHandler.create(setup.vertx()).socketHandler(socket -> {
                                socket.write("cookie=" + socket.headers().contains("Cookie") + " session="
                                        + (socket.webSession() != null) + " user="
                                        + (socket.webUser() == null
                                                ? null
                                                : socket.webUser().subject()));
                                socket.handler(socket::write);
                            }));
                }
            }

            @Override
            String path(String mount) {
                return mount + "/sockjs/websocket";
            }
        },
        BESIDE_THE_ROUTER {
            @Override
            void setUp(Setup setup, TallystickHandler guard) {
                setup.router().route().handler(guard);
                addSessionView(setup);
                setup.server().webSocketHandshakeHandler(guard.handshakeGuard());
                setup.server().webSocketHandler(socket -> greet(socket, "session=false user=null"));
            }
        };

        abstract void setUp(Setup setup, TallystickHandler guard);

        String path(String mount) {
            return mount + "/socket";
        }
    }

    private static void addSessionView(Setup setup) {
        setup.router().route("/web/session").handler(context -> {
            context.session().put("user", "eve");
            context.end(TallystickHandler.token(context).value());
        });
    }

    private static void upgrade(RoutingContext context) {
        String shown = "session=" + (context.session() != null) + " user="
                + (context.user() == null ? null : context.user().subject());
        context.request().toWebSocket().onSuccess(socket -> greet(socket, shown));
    }

    private static void greet(ServerWebSocket socket, String shown) {
        socket.writeTextMessage("cookie=" + socket.headers().contains("Cookie") + " " + shown);
        socket.textMessageHandler(socket::writeTextMessage);
    }

    private static TestSite start(Arrangement arrangement) {
        return TestSite.start(setup -> {
            Protection router = Router.builder()
                    .mount("/web", CsrfProtection.builder().build())
                    .mount("/mobile", new BearerDoor())
                    .otherwise(Protection.denyAll())
                    .build();
            arrangement.setUp(
                    setup,
                    TallystickHandler.builder(router)
                            .sessionHandler(SessionHandler.create(LocalSessionStore.create(setup.vertx())))
                            .bodyHandler(BodyHandler.create(false))
                            .build());
        });
    }

    private static WireRequest handshake(TestSite site, String path) {
        return site.request("GET", path)
                .header("Upgrade", "websocket")
                .header("Connection", "Upgrade")
                .header("Sec-WebSocket-Version", "13")
                .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    }

    @ParameterizedTest
    @EnumSource(Arrangement.class)
    void aHandshakeOfTheOwnSiteOpensOneAndAnyOtherIsRefused(Arrangement arrangement) {
        try (TestSite site = start(arrangement)) {
            String web = arrangement.path("/web");
            String mobile = arrangement.path("/mobile");

            assertThat(site.send(handshake(site, web).header("Origin", "http://evil.example"))
                            .status())
                    .isEqualTo(403);
            assertThat(site.send(handshake(site, web).header("Origin", site.origin()))
                            .status())
                    .isEqualTo(101);
            assertThat(site.send(handshake(site, web)).status()).isEqualTo(403);
            assertThat(site.send(handshake(site, mobile).header("Origin", site.origin()))
                            .status())
                    .isEqualTo(401);
            assertThat(site.send(handshake(site, mobile).header("Authorization", "Bearer ann"))
                            .status())
                    .isEqualTo(101);
            assertThat(site.send(handshake(site, "/other/socket").header("Origin", site.origin()))
                            .status())
                    .isEqualTo(403);
            assertThat(site.send(handshake(site, "/web/../mobile/socket").header("Origin", site.origin()))
                            .status())
                    .isEqualTo(400);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
                    WebSocket          | keep-alive, UPGRADE
                    websocket          | close, upgrade
                    h2c, websocket     | Upgrade
                    "websocket"        | Upgrade
                    websocket          | "upgrade"
                    websocket          | notupgrade
                    websocket/13       | Upgrade
                    websocket;q=1      | Upgrade
                    websocket,         | ,upgrade
                    """)
    void noSpellingOpensOneForAForeignPage(String upgrade, String connection) {
        for (Arrangement arrangement : Arrangement.values()) {
            for (String version : List.of("13", "8", "7", "0")) {
                try (TestSite site = start(arrangement)) {
                    WireRequest request = site.request("GET", arrangement.path("/web"))
                            .header("Upgrade", upgrade)
                            .header("Connection", connection)
                            .header("Sec-WebSocket-Version", version)
                            .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
                            .header("Origin", "http://evil.example")
                            .header("Sec-WebSocket-Origin", "http://evil.example");

                    assertThat(site.send(request).status())
                            .as("%s, version %s", arrangement, version)
                            .isNotEqualTo(101);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Arrangement.class)
    void aSocketBehindAJwtSeesNothingAmbient(Arrangement arrangement) throws IOException {
        try (TestSite site = start(arrangement);
                WireConnection web = WireConnection.open(site.port());
                WireConnection mobile = WireConnection.open(site.port())) {
            Visitor visitor = new Visitor(site.port());
            visitor.get("/web/session");
            boolean inRoute = arrangement != Arrangement.BESIDE_THE_ROUTER;

            web.exchange(handshake(site, arrangement.path("/web"))
                    .header("Origin", site.origin())
                    .header("Cookie", visitor.cookieLine()));
            mobile.exchange(handshake(site, arrangement.path("/mobile"))
                    .header("Authorization", "Bearer ann")
                    .header("Cookie", visitor.cookieLine()));

            // SockJS shows no cookie to anybody.
            assertThat(message(web))
                    .isEqualTo(
                            "cookie=" + (arrangement != Arrangement.BY_SOCKJS) + " session=" + inRoute + " user=null");
            assertThat(message(mobile)).isEqualTo("cookie=false session=false user=" + (inRoute ? "ann" : null));
            web.send(frame("hello"));
            mobile.send(frame("hello"));
            assertThat(message(web)).isEqualTo("hello");
            assertThat(message(mobile)).isEqualTo("hello");
        }
    }

    /** A body handler would read it, and Vert.x upgrades no request that was read. */
    @ParameterizedTest
    @EnumSource(Arrangement.class)
    void aHandshakeThatSaysItHasNoBodyOpensOneToo(Arrangement arrangement) {
        try (TestSite site = start(arrangement)) {
            WireRequest own = handshake(site, arrangement.path("/web"))
                    .header("Origin", site.origin())
                    .header("Content-Length", "0");

            assertThat(site.send(own).status()).isEqualTo(101);
        }
    }

    @Test
    void aHandshakeBesideTheRouterWaitsForWorkWithoutBlockingTheEventLoop() {
        List<String> threads = Collections.synchronizedList(new ArrayList<>());
        Protection fetching = new Protection() {
            private final AtomicBoolean fetched = new AtomicBoolean();

            @Override
            public Outcome check(RequestView request) {
                if (fetched.get()) {
                    return new BearerDoor().check(request);
                }
                return new Need.Work(() -> {
                    threads.add(Thread.currentThread().getName());
                    fetched.set(true);
                });
            }
        };
        try (TestSite site = startBeside(fetching, decision -> {})) {
            assertThat(site.send(handshake(site, "/").header("Authorization", "Bearer ann"))
                            .status())
                    .isEqualTo(101);
            assertThat(threads).singleElement().asString().contains("worker");
        }
    }

    @Test
    void aHandshakeBesideTheRouterIsRefusedIfItCannotBeDecided() {
        try (TestSite endless = startBeside(request -> new Need.Work(() -> {}), decision -> {});
                TestSite form = startBeside(request -> new Need.Form(10), decision -> {})) {
            assertThat(endless.send(handshake(endless, "/")).status()).isEqualTo(500);
            assertThat(form.send(handshake(form, "/")).status()).isEqualTo(500);
        }
    }

    @Test
    void aHandshakeBesideTheRouterIsReported() {
        List<Decision> decisions = Collections.synchronizedList(new ArrayList<>());
        try (TestSite site = startBeside(new BearerDoor(), decisions::add)) {
            site.send(handshake(site, "/"));

            assertThat(decisions)
                    .singleElement()
                    .satisfies(decision -> assertThat(decision.isAllowed()).isFalse());
        }
    }

    private static TestSite startBeside(Protection protection, Consumer<Decision> listener) {
        return TestSite.start(setup -> {
            TallystickHandler guard = TallystickHandler.builder(protection)
                    .withoutBodyHandler()
                    .listener(event -> listener.accept(event.decision()))
                    .build();
            setup.server().webSocketHandshakeHandler(guard.handshakeGuard());
            setup.server().webSocketHandler(socket -> greet(socket, ""));
        });
    }

    /** A short text, masked with zeros. */
    private static byte[] frame(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        byte[] frame = new byte[payload.length + 6];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | payload.length);
        System.arraycopy(payload, 0, frame, 6, payload.length);
        return frame;
    }

    private static String message(WireConnection connection) throws IOException {
        byte[] head = connection.receive(2);
        return new String(connection.receive(head[1]), StandardCharsets.UTF_8);
    }
}
