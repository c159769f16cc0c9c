package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.testing.Browser;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.Keys;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests are safe: by method, unless they ask to be taken for an unsafe one or for a WebSocket. */
class SafeRequestsTest {

    private final FakeServer server = FakeServer.of(
            CsrfProtection.builder(Keys.RING).baseUrl(Browser.SITE).build());

    @ParameterizedTest
    @CsvSource({
        "GET, true",
        "HEAD, true",
        "OPTIONS, true",
        "TRACE, true",
        "QUERY, true",
        "POST, false",
        "PUT, false",
        "PATCH, false",
        "DELETE, false",
        "CONNECT, false",
        "PROPFIND, false",
        "get, false",
        "Get, false",
        "GET2, false",
        "query, false",
        "'', false",
        "'GET ', false",
        "ＧＥＴ, false",
    })
    void areExactlyFiveMethodsInOneCase(String method, boolean safe) {
        assertThat(isSafe(forged(method))).isEqualTo(safe);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-HTTP-Method-Override | POST | false",
                "x-http-method-override | DELETE | false",
                "X-Method-Override | PUT | false",
                "X-HTTP-Method | PATCH | false",
                "X-HTTP-Method-Override | post | false",
                "X-HTTP-Method-Override | FOO | false",
                "X-HTTP-Method-Override | GET, POST | false",
                "X-HTTP-Method-Override | get | false",
                "X-HTTP-Method-Override | GET | true",
                "X-Method-Override | HEAD | true",
                "X-HTTP-Method-Override | '' | true",
                "X-Override | POST | true",
                "X-HTTP-Method-Overrides | POST | true",
            })
    void areNoneWhenAHeaderAsksForAnUnsafeMethod(String header, String value, boolean safe) {
        for (String method : new String[] {"GET", "HEAD", "OPTIONS", "TRACE", "QUERY"}) {
            assertThat(isSafe(forged(method).header(header, value))).isEqualTo(safe);
        }
    }

    @Test
    void areNoneWhenAnyLineOfAnySuchHeaderAsks() {
        assertThat(isSafe(
                        forged("GET").header("X-HTTP-Method-Override", "GET").header("X-HTTP-Method-Override", "POST")))
                .isFalse();
        assertThat(isSafe(forged("GET").header("X-HTTP-Method-Override", "").header("X-HTTP-Method-Override", "POST")))
                .isFalse();
        assertThat(isSafe(forged("GET").header("X-HTTP-Method-Override", "GET").header("X-HTTP-Method", "POST")))
                .isFalse();
        assertThat(isSafe(forged("GET").header("X-HTTP-Method-Override", "GET").query("_method=POST")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "- | true",
                "'' | true",
                "_method=POST | false",
                "_method=post | false",
                "a=b&_method=DELETE | false",
                "_method=DELETE&a=b | false",
                "_METHOD=POST | false",
                "_Method=POST | false",
                "%5fmethod=POST | false",
                "%5Fmethod=POST | false",
                "%5F%6d%65%74%68%6F%64=POST | false",
                "%5F%4D%45%54%48%4F%44=POST | false",
                "_method=%50OST | false",
                "_method=%00 | false",
                "_method=+ | false",
                "_method=x=y | false",
                "_method==POST | false",
                "_method=GET&_method=POST | false",
                "_method=&_method=POST | false",
                "a;_method=POST | false",
                "a=b;_method=POST;c | false",
                "a=b&;&_method=POST | false",
                "_method=GET | true",
                "_method=%47ET | true",
                "_method=HEAD&_method=GET | true",
                "_method= | true",
                "_method | true",
                "_method&a=POST | true",
                "method=POST | true",
                "x_method=POST | true",
                "_methods=POST | true",
                "_method[]=POST | true",
                "_metho=POST | true",
                "%255fmethod=POST | true",
                "_method%=POST | true",
                "%5method=POST | true",
                "a=_method=POST | true",
                "%5f_method=POST | true",
                "+_method=POST | true",
            })
    void areNoneWhenTheQueryAsksForAnUnsafeMethod(@Nullable String query, boolean safe) {
        assertThat(isSafe(forged("GET").query(query))).isEqualTo(safe);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "QUERY"})
    void anUnsafeMethodThatPosesAsASafeOneStaysUnsafe(String posed) {
        assertThat(isSafe(forged("POST").header("X-HTTP-Method-Override", posed)))
                .isFalse();
        assertThat(isSafe(forged("POST").query("_method=" + posed))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // Connection, second line | Upgrade, second line | handshake
                "Upgrade | - | websocket | - | true",
                "upgrade | - | WebSocket | - | true",
                "UPGRADE | - | WEBSOCKET | - | true",
                "keep-alive, Upgrade | - | websocket | - | true",
                "Upgrade,keep-alive | - | h2c, websocket | - | true",
                "keep-alive , \tUpgrade\t | - | foo ,websocket,bar | - | true",
                "keep-alive | Upgrade | h2c | websocket | true",
                ",,Upgrade | - | ,websocket | - | true",
                "Upgrade | - | h2c | - | false",
                "Upgrade | - | websockets | - | false",
                "Upgrade | - | websocket/13 | - | false",
                "Upgrade | - | web socket | - | false",
                "keep-alive | - | websocket | - | false",
                "Upgrade2 | - | websocket | - | false",
                "Up-grade | - | websocket | - | false",
                "Upgrade | - | - | - | false",
                "- | - | websocket | - | false",
                "'' | - | '' | - | false",
            })
    void aHandshakeIsAGetWhoseListsNameUpgradeAndWebsocket(
            @Nullable String connection,
            @Nullable String connection2,
            @Nullable String upgrade,
            @Nullable String upgrade2,
            boolean handshake) {
        assertThat(isSafe(with(forged("GET"), connection, connection2, upgrade, upgrade2)))
                .isEqualTo(!handshake);
        for (String method : new String[] {"HEAD", "OPTIONS", "TRACE", "QUERY"}) {
            assertThat(isSafe(with(forged(method), connection, connection2, upgrade, upgrade2)))
                    .as("with %s Upgrade changes nothing", method)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // Connection | Upgrade | Sec-WebSocket-Key | handshake
                "- | websocket | a | true",
                "close | websocket | a | true",
                "Upgrade | h2c | a | true",
                "- | '' | '' | true",
                "Upgrade | h2c | - | false",
                "Upgrade | - | a | false",
            })
    void aKeyBesideAnyUpgradeIsOneTooForSomeServersReadNoMore(
            @Nullable String connection, @Nullable String upgrade, @Nullable String key, boolean handshake) {
        FakeRequest.Builder request = with(forged("GET"), connection, null, upgrade, null);
        add(request, "Sec-WebSocket-Key", key);

        assertThat(isSafe(request)).isEqualTo(!handshake);
    }

    @Test
    void withAnUnsafeMethodUpgradeChangesNothing() {
        FakeRequest.Builder post = with(Browser.on(server).post("/x"), "Upgrade", null, "websocket", null);

        assertThat(server.decide(post).reason()).as("a token must hold").isEqualTo(Reason.MISSING_TOKEN);
    }

    @Test
    void aHandshakeThatAsksForAnUnsafeMethodIsNoHandshake() {
        FakeRequest.Builder ours =
                with(Browser.on(server).get("/x").origin(Browser.SITE), "Upgrade", null, "websocket", null);

        assertThat(server.decide(ours.copy()).rule()).isEqualTo(Rule.ORIGIN);
        assertThat(server.decide(ours.copy()).isAllowed()).isTrue();
        assertThat(server.decide(ours.copy().header("X-HTTP-Method-Override", "GET"))
                        .isAllowed())
                .isTrue();
        assertThat(server.decide(ours.copy().header("X-HTTP-Method-Override", "POST"))
                        .reason())
                .as("a token must hold")
                .isEqualTo(Reason.MISSING_TOKEN);
        assertThat(server.decide(ours.copy().query("_method=POST")).reason()).isEqualTo(Reason.MISSING_TOKEN);
    }

    @Test
    void anExtendedConnectIsAHandshake() {
        FakeRequest.Builder connect = FakeRequest.builder("CONNECT", "/socket").extendedConnect();

        assertThat(server.decide(connect.copy().origin(Browser.SITE)).isAllowed())
                .isTrue();
        assertThat(server.decide(connect.copy().site("none")).isAllowed()).isTrue();
        assertThat(server.decide(connect.copy().origin("https://evil.example")).reason())
                .isEqualTo(Reason.UNTRUSTED_ORIGIN);
        assertThat(server.decide(connect.copy()).reason()).isEqualTo(Reason.MISSING_ORIGIN);
        assertThat(server.decide(FakeRequest.builder("CONNECT", "/socket").origin(Browser.SITE))
                        .reason())
                .as("an ordinary CONNECT isn't one")
                .isEqualTo(Reason.MISSING_SECRET);
    }

    private boolean isSafe(FakeRequest.Builder request) {
        Decision decision = server.decide(request);
        assertThat(decision.isAllowed()).isEqualTo(decision.rule() == Rule.SAFE_METHOD);
        return decision.isAllowed();
    }

    private static FakeRequest.Builder forged(String method) {
        return FakeRequest.builder(method, "/x").origin("https://evil.example");
    }

    private static FakeRequest.Builder with(
            FakeRequest.Builder request,
            @Nullable String connection,
            @Nullable String connection2,
            @Nullable String upgrade,
            @Nullable String upgrade2) {
        add(request, "Connection", connection);
        add(request, "Connection", connection2);
        add(request, "Upgrade", upgrade);
        add(request, "Upgrade", upgrade2);
        return request;
    }

    private static void add(FakeRequest.Builder request, String name, @Nullable String line) {
        if (line != null) {
            request.header(name, line);
        }
    }
}
