package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.origin.Evidence;
import dev.tallystick.origin.TrustedProxies;
import dev.tallystick.testing.Browser;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.Keys;
import dev.tallystick.testing.LogCapture;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is logged of a request, and what listeners are told. */
class GuardReportTest {

    private final LogCapture log = LogCapture.start();
    private final FakeServer server = FakeServer.of(Router.builder()
            .mount("/web", csrf().insecureExempt("/web/hook").build())
            .otherwise(Protection.denyAll())
            .build());

    @AfterEach
    void letTheLogGo() {
        log.close();
    }

    @Test
    void aDenialIsOneLineThatExplainsItself() {
        report(FakeRequest.post("/web/pay")
                .query("secret=1")
                .origin("https://evil.example")
                .site("cross-site")
                .header("Referer", "https://evil.example/page?token=2#fragment"));

        assertThat(log.warnings())
                .containsExactly("denied POST /web/pay mount=/web rule=origin evidence=foreign reason=untrusted-origin"
                        + " origin=\"https://evil.example\" sec-fetch-site=\"cross-site\""
                        + " referer=\"https://evil.example/page\" peer=\"192.0.2.7\": "
                        + Reason.UNTRUSTED_ORIGIN.meaning());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/elsewhere | denied POST /elsewhere mount=otherwise rule=no-protection evidence=none reason=no-protection ",
                "/web//x | denied POST /web//x mount=- rule=path evidence=none reason=ambiguous-path ",
            })
    void itNamesTheMountOrThatThereIsNone(String path, String line) {
        report(FakeRequest.post(path));

        assertThat(log.warnings()).singleElement().asString().startsWith(line.strip());
    }

    @Test
    void anAllowedRequestIsNotLogged() {
        report(FakeRequest.get("/web/x"));
        report(FakeRequest.post("/web/hook").origin("https://evil.example"));

        assertThat(log.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n",
                "\r\n",
                "\u0000",
                "\u001b[31m",
                "\u007f",
                "\u0085",
                "\u2028",
                "\u2029",
                "\u202e",
                "\u200b",
                "\ufeff",
                "\ud83d",
                "\ue000"
            })
    void nothingThatAClientSendsMakesAnotherLineOrHides(String control) {
        report(FakeRequest.builder("PO" + control + "ST", "/web/a" + control + "b")
                .origin("https://e" + control + "vil.example")
                .site("cross" + control + "-site")
                .header("Referer", "https://e" + control + "vil.example/"));

        assertThat(log.warnings())
                .singleElement()
                .asString()
                .doesNotContain(control)
                .matches("\\P{Cntrl}+")
                .startsWith("denied PO");
    }

    @Test
    void quotesCantEndAValueEarly() {
        report(FakeRequest.post("/web/x").origin("https://a\" reason=\"none").site("x\"y"));

        assertThat(log.warnings())
                .singleElement()
                .asString()
                .contains(" origin=\"https://a' reason='none\"")
                .contains(" sec-fetch-site=\"x'y\"");
    }

    @Test
    void valuesAreCutAt200Characters() {
        String longText = "x".repeat(5000);
        report(FakeRequest.builder(longText, "/web/" + longText)
                .origin("https://" + longText)
                .site(longText)
                .header("Referer", "https://" + longText));

        String line = log.warnings().get(0);
        assertThat(line).contains(" origin=\"https://" + "x".repeat(192) + "\"");
        assertThat(line).contains(" sec-fetch-site=\"" + "x".repeat(200) + "\"");
        assertThat(line).contains("denied " + "x".repeat(200) + " /web/" + "x".repeat(195) + " mount");
        assertThat(line.length()).isLessThan(1600);
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example/a?token=T, https://evil.example/a",
        "https://evil.example/a#token=T, https://evil.example/a",
        "https://evil.example/a;token=T, https://evil.example/a",
        "https://evil.example?token=T, https://evil.example",
    })
    void queriesAndFragmentsAreLeftOut(String url, String shown) {
        report(FakeRequest.post("/web/x")
                .query("token=T")
                .header("Referer", url)
                .origin(url));
        report(FakeRequest.post("/web/x;token=T"));
        report(FakeRequest.post("/web/x?token=T"));
        report(FakeRequest.post("/web/x#token=T"));

        assertThat(log.all()).doesNotContain("token=T");
        assertThat(log.warnings().get(0)).contains("referer=\"" + shown + "\"").contains("origin=\"" + shown + "\"");
    }

    @Test
    void moreLinesOfAHeaderAreSpokenOf() {
        report(FakeRequest.post("/web/x").origin("https://bank.example").origin("https://evil.example"));

        assertThat(log.warnings())
                .singleElement()
                .asString()
                .contains("origin=\"https://bank.example (and more lines)\"");
    }

    @Test
    void neverDoesALineOrAnAnswerHoldATokenASecretOrAKey() {
        Browser browser = Browser.freshOn(server);
        browser.open("/web/form").value();
        String secret = browser.cookies().get("__Host-csrf");
        String token = browser.open("/web/form").value();
        List<FakeRequest.Builder> requests = List.of(
                browser.post("/web/x").header("X-CSRF-Token", token + "x"),
                browser.post("/web/x").header("X-CSRF-Token", token).header("X-CSRF-Token", secret),
                browser.request("POST", "/web/x").origin("https://evil.example").header("X-CSRF-Token", token),
                browser.post("/web/x").form("_csrf", token, secret),
                browser.post("/web/x").query("_csrf=" + token + "&s=" + secret),
                browser.request("POST", "/web/x").header("Referer", "https://evil.example/?_csrf=" + token),
                browser.request("POST", "/web/x").origin("https://evil.example/?_csrf=" + token),
                browser.request("POST", "/web//x;_csrf=" + token).query(secret),
                browser.request("POST", "/other").header("Authorization", "Bearer " + token));
        for (FakeRequest.Builder request : requests) {
            for (String accept : List.of("text/html", "application/json")) {
                FakeRequest sent = request.copy().header("Accept", accept).build();
                Decision decision = server.decide(sent);
                assertThat(decision.isAllowed()).isFalse();
                server.guard().report(sent, decision);
                Denial denial = server.guard().denial(sent, decision);
                assertThat(new String(denial.body(), StandardCharsets.UTF_8) + denial.headers() + decision)
                        .doesNotContain(token)
                        .doesNotContain(secret);
            }
        }

        assertThat(log.warnings()).hasSize(requests.size() * 2);
        assertThat(log.all()).doesNotContain(token).doesNotContain(secret).doesNotContain(Keys.TEXT.substring(6));
    }

    @Test
    void listenersAreToldOfEveryDecisionOnce() {
        List<String> told = new ArrayList<>();
        Guard guard = Guard.builder(Router.builder()
                        .mount("/web", csrf().build())
                        .otherwise(Protection.none())
                        .build())
                .listener(event -> told.add(event.method() + " " + event.path() + " " + event.mount() + " "
                        + event.decision().rule().code() + " "
                        + event.decision().isAllowed()))
                .listener(event ->
                        told.add(event.origin() + " " + event.fetchSite() + " " + event.referer() + " " + event.peer()))
                .build();
        FakeServer server = new FakeServer(guard);
        FakeRequest safe = FakeRequest.get("/web/a").build();
        guard.report(safe, server.decide(safe));
        FakeRequest forged = FakeRequest.post("/web/b")
                .origin("https://evil.example")
                .site("cross-site")
                .header("Referer", "https://evil.example/")
                .peer(null)
                .build();
        guard.report(forged, server.decide(forged));
        FakeRequest open = FakeRequest.post("/c").build();
        guard.report(open, server.decide(open));

        assertThat(told)
                .containsExactly(
                        "GET /web/a /web safe-method true",
                        "null null null 192.0.2.7",
                        "POST /web/b /web origin false",
                        "https://evil.example cross-site https://evil.example/ null",
                        "POST /c  unprotected true",
                        "null null null 192.0.2.7");
    }

    @Test
    void aListenerThatFailsIsLoggedAndStopsNothing() {
        List<String> told = new ArrayList<>();
        Guard guard = Guard.builder(csrf().build())
                .listener(event -> {
                    throw new IllegalStateException("broken");
                })
                .listener(event -> told.add(event.path()))
                .build();
        FakeRequest request = FakeRequest.get("/x").build();
        guard.report(request, new FakeServer(guard).decide(request));

        assertThat(told).containsExactly("/x");
        assertThat(log.warnings()).singleElement().asString().startsWith("A listener failed on a decision: ");
    }

    @Test
    void reportOnlyLetsTheRequestPassAndSaysWhatItWouldDo() {
        FakeServer server = FakeServer.of(csrf().reportOnly(true).build());
        FakeRequest request =
                FakeRequest.post("/x").origin("https://evil.example").build();
        Decision decision = server.decide(request);
        server.guard().report(request, decision);

        assertThat(decision.isAllowed()).isFalse();
        assertThat(decision.isReportOnly()).isTrue();
        assertThat(decision.passes()).isTrue();
        assertThat(decision).hasToString("denied rule=origin evidence=foreign reason=untrusted-origin report-only");
        assertThat(log.warnings()).singleElement().asString().startsWith("would deny POST /x");
    }

    @Test
    void reportOnlyOpensNoDeniedMountNoJwtAndNoAmbiguousPath() {
        CsrfProtection csrf = csrf().reportOnly(true).build();
        FakeServer server = FakeServer.of(Router.builder()
                .mount("/web", csrf)
                .mount("/jwt", request -> Decision.deny(Rule.JWT, Evidence.NONE, Reason.MISSING_JWT))
                .otherwise(Protection.denyAll())
                .build());

        assertThat(server.decide(FakeRequest.post("/web/x")).passes()).isTrue();
        assertThat(server.decide(FakeRequest.post("/jwt/x")).passes()).isFalse();
        assertThat(server.decide(FakeRequest.post("/x")).passes()).isFalse();
        assertThat(server.decide(FakeRequest.post("/web/../x")).passes()).isFalse();
    }

    @Test
    void aSecondModeIsReportedBesideTheEnforcedOne() {
        FakeServer server = FakeServer.of(
                csrf().mode(Mode.ORIGIN_ONLY).reportMode(Mode.STRICT).build());
        FakeRequest ours = Browser.on(server).post("/x").build();
        Decision decision = server.decide(ours);
        server.guard().report(ours, decision);

        assertThat(decision.isAllowed()).isTrue();
        assertThat(decision.passes()).isTrue();
        assertThat(decision.reported().reason()).isEqualTo(Reason.MISSING_TOKEN);
        assertThat(log.warnings())
                .singleElement()
                .asString()
                .startsWith("would deny POST /x mount=otherwise rule=token evidence=same reason=missing-token");

        FakeRequest forged =
                FakeRequest.post("/x").origin("https://evil.example").build();
        server.guard().report(forged, server.decide(forged));
        assertThat(log.warnings()).as("one line where both deny").hasSize(2);
        assertThat(log.warnings().get(1)).startsWith("denied POST /x");
    }

    @Test
    void aSecondModeThatIsMilderChangesNothing() {
        FakeServer server = FakeServer.of(csrf().reportMode(Mode.ORIGIN_ONLY).build());
        Decision decision = server.decide(Browser.on(server).post("/x"));

        assertThat(decision.passes()).isFalse();
        assertThat(decision.reported().isAllowed()).isTrue();
    }

    @Test
    void aProxyThatSeemsToEndTlsIsSpokenOfOnceEvenWhereRequestsPass() {
        CsrfProtection csrf =
                CsrfProtection.builder(Keys.RING).mode(Mode.ORIGIN_ONLY).build();
        FakeServer server = FakeServer.of(csrf);
        FakeRequest.Builder request = FakeRequest.post("/x").scheme("http").host("bank.example");
        report(server, request.copy());
        report(server, request.copy().origin("http://bank.example"));
        report(server, request.copy().origin("https://other.example").site("same-origin"));
        assertThat(log.all()).isEmpty();

        report(server, request.copy().origin("https://bank.example").site("same-origin"));
        report(server, request.copy().origin("https://bank.example").site("same-origin"));

        assertThat(log.warnings())
                .containsExactly("A browser at https://bank.example sent a request that looks like http here: a proxy"
                        + " seems to end TLS. Set base-url to the address that browsers see, or trusted-proxies to the"
                        + " proxy's address.");
    }

    @Test
    void itIsSpokenOfBesideTheDenialToo() {
        FakeServer server = FakeServer.of(CsrfProtection.builder(Keys.RING)
                .trustedProxies(TrustedProxies.of(List.of("10.0.0.0/8")))
                .build());
        report(
                server,
                FakeRequest.post("/x").scheme("http").host("bank.example").origin("https://bank.example"));

        assertThat(log.warnings()).hasSize(2);
        assertThat(log.warnings()).anyMatch(line -> line.contains("a proxy seems to end TLS"));
        assertThat(log.warnings()).anyMatch(line -> line.contains("reason=untrusted-origin"));
    }

    private void report(FakeRequest.Builder request) {
        report(server, request);
    }

    private static void report(FakeServer server, FakeRequest.Builder request) {
        FakeRequest sent = request.build();
        server.guard().report(sent, server.decide(sent));
    }

    private static CsrfProtection.Builder csrf() {
        return CsrfProtection.builder(Keys.RING).baseUrl(Browser.SITE);
    }
}
