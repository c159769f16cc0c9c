package dev.tallystick.helidon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.Mode;
import dev.tallystick.Router;
import dev.tallystick.origin.TrustedProxies;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import io.helidon.common.configurable.AllowList;
import io.helidon.http.RequestedUriDiscoveryContext;
import io.helidon.http.RequestedUriDiscoveryContext.RequestedUriDiscoveryType;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the guard is shown of a request, and what it is told where it wasn't asked. */
class RequestTest {

    private static void echo(HttpRouting.Builder routes) {
        routes.any((request, response) -> response.send(request.prologue().method() + " "
                + TallystickRouting.mount(request) + " " + request.path().path()));
    }

    private static TallystickRouting webAlone() {
        return TallystickRouting.builder(Router.builder()
                        .mount("/web", TestSite.csrf().mode(Mode.ORIGIN_ONLY).build())
                        .otherwise(TestSite.csrf().build())
                        .build())
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "/web/x, GET /web /web/x",
        "/web/caf%C3%A9, GET /web /web/café",
        "/webx, GET  /webx",
        "http://HOST/web/x, GET /web /web/x",
        "/web/x?a=//b, GET /web /web/x",
        "//web/x, ambiguous-path",
        "/web/./x, ambiguous-path",
        "/web/%2e%2e/x, ambiguous-path",
        "/web/x;a=1, ambiguous-path",
        "/web/x#y, ambiguous-path",
        "/web/x#, ambiguous-path",
        "/web/x?a#y, ambiguous-path",
        "ftp://HOST/web/x, ambiguous-path",
        "http:///web/x, ambiguous-path",
        "*, ambiguous-path",
    })
    void aPathIsTheOneThatTheRoutesMatchOrNone(String target, String outcome) {
        try (TestSite site = TestSite.guarded(webAlone(), RequestTest::echo)) {
            WireReply response = site.send(site.request("GET", target.replace("HOST", "localhost:" + site.port())));

            assertThat(response.status() == 200 ? response.body() : response.reason())
                    .isEqualTo(outcome);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "LOCALHOST, 200",
        "evil.example, 403",
    })
    void anAbsoluteTargetMustNotContradictTheHost(String host, int status) {
        try (TestSite site = TestSite.guarded(webAlone(), RequestTest::echo)) {
            WireReply response = site.send(site.request("POST", "http://" + host + ":" + site.port() + "/web/x")
                    .header("Origin", site.origin()));

            assertThat(response.status()).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Origin: http://localhost:PORT|Origin: http://localhost:PORT, conflicting-headers",
        "'Origin: http://localhost:PORT,http://localhost:PORT', malformed-origin",
        "Sec-Fetch-Site: same-origin|Sec-Fetch-Site: cross-site, conflicting-headers",
    })
    void everyLineOfAHeaderCountsAsItWasSent(String lines, String reason) {
        try (TestSite site = TestSite.guarded(webAlone(), RequestTest::echo)) {
            WireRequest request = site.request("POST", "/web/x");
            for (String line :
                    lines.replace("PORT", String.valueOf(site.port())).split("\\|")) {
                request = request.headerLine(line);
            }

            assertThat(site.send(request).reason()).isIn(reason, "conflicting-headers");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "X-Forwarded-For: 203.0.113.7|X-Forwarded-Proto: https|X-Forwarded-Host: bank.example, 200",
        "Forwarded: for=203.0.113.7;proto=https;host=bank.example, 200",
        "X-Forwarded-For: 203.0.113.7|X-Forwarded-Proto: https|X-Forwarded-Host: evil.example, 403",
        "X-Forwarded-For: 203.0.113.7|X-Forwarded-Port: x, 403",
        "X: y, 403",
    })
    void theServersOwnDiscoveryOfTheRequestedUriCanSayTheTarget(String lines, int status) {
        TallystickRouting guard = TallystickRouting.builder(TestSite.csrf()
                        .mode(Mode.ORIGIN_OR_TOKEN)
                        .trustedProxies(TrustedProxies.server())
                        .build())
                .build();
        try (TestSite site = TestSite.guarded(
                guard,
                RequestTest::echo,
                config -> config.requestedUriDiscoveryContext(RequestedUriDiscoveryContext.builder()
                        .types(List.of(RequestedUriDiscoveryType.FORWARDED, RequestedUriDiscoveryType.X_FORWARDED))
                        .trustedProxies(AllowList.builder().allowAll(true).build())
                        .build()))) {
            WireRequest request = site.request("POST", "/web/x").header("Origin", "https://bank.example");
            for (String line : lines.split("\\|")) {
                request = request.headerLine(line);
            }

            assertThat(site.send(request).status()).isEqualTo(status);
        }
    }

    @Test
    void whatCameByNoGuardIsToldFromWhatIsBehindAJwt() {
        AtomicReference<ServerRequest> asked = new AtomicReference<>();
        try (TestSite site = TestSite.start(config -> config.routing(routes -> routes.any((request, response) -> {
            asked.set(request);
            response.send("view");
        })))) {
            site.get("/x");
        }
        assertThatThrownBy(() -> TallystickRouting.token(asked.get()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("tallystick.guard(routes)");

        try (TestSite site = TestSite.guarded(
                TallystickRouting.builder(new BearerDoor()).build(),
                routes -> routes.any((request, response) -> {
                    asked.set(request);
                    response.send("view");
                }))) {
            site.send(site.request("GET", "/x").header("Authorization", "Bearer ann"));
        }
        assertThatThrownBy(() -> TallystickRouting.token(asked.get()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("came with a JWT");
    }

    @Test
    void anOptionWithoutUseIsRefused() {
        TallystickRouting.Builder small =
                TallystickRouting.builder(TestSite.csrf().build()).maxUploadBytes(0);
        TallystickRouting.Builder nowhere =
                TallystickRouting.builder(TestSite.csrf().build()).uploadDirectory(Path.of("no", "such"));

        assertThatThrownBy(small::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxUploadBytes");
        assertThatThrownBy(nowhere::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("uploadDirectory");
    }

    @Test
    void aCopyOfTheRoutesIsGuardedToo() {
        HttpRouting.Builder routes =
                webAlone().guard(HttpRouting.builder()).any("/web/x", (request, response) -> response.send("view"));
        try (TestSite site = TestSite.start(config -> config.routing(routes.copy()))) {
            assertThat(site.get("/web/x").body()).isEqualTo("view");
            assertThat(site.send(site.request("POST", "/web/x").header("Origin", "https://evil.example"))
                            .status())
                    .isEqualTo(403);
        }
    }
}
