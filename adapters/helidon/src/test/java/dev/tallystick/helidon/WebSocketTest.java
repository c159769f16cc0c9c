package dev.tallystick.helidon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.Decision;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import io.helidon.common.context.Contexts;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.webserver.websocket.WsUpgrader;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server upgrades past its routing; no page of another site opens a WebSocket all the same. */
class WebSocketTest {

    private final List<Decision> told = new CopyOnWriteArrayList<>();
    private TestSite site;

    @BeforeEach
    void start() {
        site = TestSite.guarded(guard(), WebSocketTest::views, config -> config.addRouting(sockets()));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private TallystickRouting guard() {
        return TallystickRouting.builder(Router.builder()
                        .mount("/web", TestSite.csrf().build())
                        .mount("/trial", TestSite.csrf().reportOnly(true).build())
                        .mount("/mobile", new BearerDoor())
                        .mount("/open", Protection.none())
                        .otherwise(Protection.denyAll())
                        .build())
                .listener(event -> told.add(event.decision()))
                .build();
    }

    private static void views(HttpRouting.Builder routes) {
        routes.any((request, response) -> response.send("view"));
    }

    private static WsRouting.Builder sockets() {
        return WsRouting.builder().endpoint("/{mount}/socket", Greeter::new).endpoint("/socket", Greeter::new);
    }

    /** Says first what it saw of the request, and then sends back what it gets. */
    private static final class Greeter implements WsListener {

        private String seen = "";

        @Override
        public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers) {
            Decision decision = TallystickRouting.decision(Contexts.context().orElseThrow());
            Principal principal = decision.principal();
            seen = (principal == null ? "nobody" : principal.getName()) + " " + headers.contains(HeaderNames.COOKIE);
            return Optional.empty();
        }

        @Override
        public void onOpen(WsSession session) {
            session.send(seen, true);
        }

        @Override
        public void onMessage(WsSession session, String text, boolean last) {
            session.send(text, last);
        }
    }

    private WireRequest handshake(String method, String path) {
        return site.request(method, path)
                .header("Upgrade", "websocket")
                .header("Connection", "Upgrade")
                .header("Sec-WebSocket-Version", "13")
                .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    }

    private static String message(WireConnection connection) throws IOException {
        byte[] head = connection.receive(2);
        return new String(connection.receive(head[1]), StandardCharsets.US_ASCII);
    }

    @Test
    void aPageOfTheSiteOpensOne() throws IOException {
        try (WireConnection connection = WireConnection.open(site.port())) {
            WireRequest request = handshake("GET", "/web/socket")
                    .header("Origin", site.origin())
                    .header("Cookie", "a=1");
            assertThat(connection.exchange(request).status()).isEqualTo(101);
            assertThat(message(connection)).isEqualTo("nobody true");

            connection.send(new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'h', 'i'});

            assertThat(message(connection)).isEqualTo("hi");
        }
        assertThat(told).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "/web/socket, Origin: https://evil.example, untrusted-origin",
        "/web/socket, Origin: null, null-origin",
        "/web/socket, Referer: https://evil.example/, untrusted-referer",
        "/web/socket, Sec-Fetch-Site: cross-site, cross-site",
        "/web//socket, X: y, ambiguous-path",
        "/mobile/socket, X: y, missing-jwt",
        "/socket, X: y, no-protection",
    })
    void nobodyElseDoesAndIsToldWhyOnce(String path, String line, String reason) {
        WireReply response = site.send(handshake("GET", path).headerLine(line));

        assertThat(response.reason()).isEqualTo(reason);
        assertThat(told).hasSize(1);
    }

    /** The server itself would upgrade without this line. */
    @Test
    void aHandshakeWithoutConnectionIsOneToo() {
        WireRequest request = site.request("GET", "/web/socket")
                .header("Upgrade", "websocket")
                .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");

        assertThat(site.send(request.header("Origin", "https://evil.example")).reason())
                .isEqualTo("untrusted-origin");
    }

    /** The server itself would upgrade these. */
    @ParameterizedTest
    @ValueSource(strings = {"POST", "HEAD", "OPTIONS", "PUT", "BREW"})
    void withAnotherMethodNothingIsUpgraded(String method) {
        for (String path : new String[] {"/web/socket", "/open/socket"}) {
            assertThat(site.send(handshake(method, path).header("Origin", site.origin()))
                            .status())
                    .as(path)
                    .isNotEqualTo(101);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/web/socket?_method=POST", "/web/socket?_method=DELETE"})
    void aHandshakeThatAsksToBeTakenForSomethingElseIsNone(String path) {
        WireReply response = site.send(handshake("GET", path).header("Origin", site.origin()));

        assertThat(response.reason()).isEqualTo("missing-secret");
    }

    @Test
    void behindAJwtTheListenerSeesItsUserAndNoCookie() throws IOException {
        try (WireConnection connection = WireConnection.open(site.port())) {
            WireRequest request = handshake("GET", "/mobile/socket")
                    .header("Authorization", "Bearer ann")
                    .header("Cookie", "a=1");

            assertThat(connection.exchange(request).status()).isEqualTo(101);
            assertThat(message(connection)).isEqualTo("ann false");
        }
    }

    @Test
    void whereItIsReportedOnlyTheSocketOpensAndTheListenerIsTold() throws IOException {
        try (WireConnection connection = WireConnection.open(site.port())) {
            WireRequest request = handshake("GET", "/trial/socket").header("Origin", "https://evil.example");

            assertThat(connection.exchange(request).status()).isEqualTo(101);
            assertThat(message(connection)).isEqualTo("nobody false");
        }
        assertThat(told).hasSize(1);
        assertThat(told.get(0).isAllowed()).isFalse();
    }

    @Test
    void aPathWithoutASocketIsAViewDecidedOnce() {
        WireReply response = site.send(handshake("GET", "/web/view").header("Origin", site.origin()));

        assertThat(response.body()).isEqualTo("view");
        assertThat(told).hasSize(1);
    }

    @Test
    void aSocketWhoseRoutingNobodyGuardsOpensNone() {
        try (TestSite half = TestSite.start(config -> config.routing(guard().guard(HttpRouting.builder()))
                .addRouting(sockets())
                .putSocket(
                        "admin",
                        ListenerConfig.builder()
                                .host("127.0.0.1")
                                .port(0)
                                .routing(HttpRouting.builder())
                                .addRouting(sockets())
                                .build()))) {
            WireRequest request = handshake("GET", "/web/socket").header("Origin", site.origin());

            assertThat(WireConnection.exchange(half.port("admin"), request).status())
                    .isEqualTo(404);
        }
    }

    private static Http1ConnectionSelector selector(Http1Upgrader upgrader) {
        return Http1ConnectionSelector.builder()
                .config(Http1Config.create())
                .addUpgrader(upgrader)
                .build();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSelectorThatUpgradesPastTheGuardIsRefusedAtStart(boolean onAnotherSocket) {
        Http1ConnectionSelector unguarded = selector(WsUpgrader.create(WsConfig.create()));

        assertThatThrownBy(() -> TestSite.start(config -> {
                    config.routing(guard().guard(HttpRouting.builder())).addRouting(sockets());
                    if (onAnotherSocket) {
                        config.putSocket(
                                "other",
                                ListenerConfig.builder()
                                        .host("127.0.0.1")
                                        .port(0)
                                        .addConnectionSelector(unguarded)
                                        .build());
                    } else {
                        config.addConnectionSelector(unguarded);
                    }
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("TallystickRouting.guard");
    }

    @Test
    void aSelectorWithAGuardedUpgraderIsAsGoodAsTheServersOwn() {
        Http1Upgrader guarded = TallystickRouting.guard(WsUpgrader.create(WsConfig.create()));
        try (TestSite own = TestSite.guarded(
                guard(),
                WebSocketTest::views,
                config -> config.addRouting(sockets()).addConnectionSelector(selector(guarded)))) {
            WireRequest honest = handshake("GET", "/web/socket").header("Origin", site.origin());
            WireRequest foreign = handshake("GET", "/web/socket").header("Origin", "https://evil.example");

            assertThat(WireConnection.exchange(own.port(), honest).status()).isEqualTo(101);
            assertThat(WireConnection.exchange(own.port(), foreign).reason()).isEqualTo("untrusted-origin");
        }
    }
}
