package dev.tallystick.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Answer;
import dev.tallystick.CsrfToken;
import dev.tallystick.Decision;
import dev.tallystick.Mode;
import dev.tallystick.Need;
import dev.tallystick.Protection;
import dev.tallystick.Reason;
import dev.tallystick.Rule;
import dev.tallystick.origin.Evidence;
import dev.tallystick.testing.Browser;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeResponse;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.FakeSession;
import dev.tallystick.testing.Keys;
import dev.tallystick.testing.LogCapture;
import dev.tallystick.token.KeyRing;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Every key does what the documentation says, seen from outside. */
class ConfigurationKeysTest {

    private static final Protection JWT = request -> Decision.deny(Rule.JWT, Evidence.NONE, Reason.MISSING_JWT);

    @Test
    void withoutAnyTheDefaultsHold() {
        FakeServer server = server();

        assertThat(config().mounts())
                .containsExactly(
                        Map.entry("/web", MountKind.CSRF),
                        Map.entry("/mobile", MountKind.JWT),
                        Map.entry("/open", MountKind.NONE));
        assertThat(server.decide(FakeRequest.get("/x")).reason()).isEqualTo(Reason.NO_PROTECTION);
        assertThat(server.decide(FakeRequest.get("/mobile")).reason()).isEqualTo(Reason.MISSING_JWT);
        assertThat(server.decide(FakeRequest.post("/open")).rule()).isEqualTo(Rule.UNPROTECTED);
        assertThat(server.decide(FakeRequest.post("/web").host("bank.example")).reason())
                .as("strict")
                .isEqualTo(Reason.MISSING_ORIGIN);
    }

    @Test
    void withoutKeysARandomOneIsMadeWithOneWarning() {
        try (LogCapture log = LogCapture.start()) {
            TallystickConfig.from(new Properties()).router(jwt -> JWT);

            assertThat(log.warnings()).singleElement().asString().startsWith("No keys are configured");
        }
    }

    @Test
    void mountsAndOtherwise() {
        FakeServer server =
                server("mounts", " /a = csrf , /b=jwt,/c=bearer-or-csrf,/d=deny,/e=none ", "otherwise", "none");

        assertThat(server.decide(ours("/a")).reason()).isEqualTo(Reason.MISSING_SECRET);
        assertThat(server.decide(ours("/b")).reason()).isEqualTo(Reason.MISSING_JWT);
        assertThat(server.decide(ours("/c")).reason()).isEqualTo(Reason.MISSING_SECRET);
        assertThat(server.decide(ours("/c").header("Authorization", "Bearer x")).reason())
                .isEqualTo(Reason.MISSING_JWT);
        assertThat(server.decide(ours("/d")).reason()).isEqualTo(Reason.NO_PROTECTION);
        assertThat(server.decide(ours("/e")).rule()).isEqualTo(Rule.UNPROTECTED);
        assertThat(server.decide(ours("/f")).rule()).isEqualTo(Rule.UNPROTECTED);
        assertThat(server("otherwise", "csrf").decide(ours("/f")).reason()).isEqualTo(Reason.MISSING_SECRET);
    }

    @Test
    void theJwtDoorIsMadeOnceAndOnlyWhereItIsMounted() {
        List<JwtSettings> made = new ArrayList<>();
        config("mounts", "/a=jwt,/b=bearer-or-csrf,/c=jwt").router(jwt -> {
            made.add(jwt);
            return JWT;
        });
        config("mounts", "/a=csrf").router(jwt -> {
            throw new AssertionError("no mount needs it");
        });

        assertThat(made).hasSize(1);
    }

    @Test
    void mode() {
        FakeServer server = server("mounts", "/a=csrf,/b=csrf", "mode", "origin-only", "mode./b", "origin-or-token");

        assertThat(server.decide(FakeRequest.post("/a").host("bank.example")).isAllowed())
                .isTrue();
        assertThat(server.decide(FakeRequest.post("/b").host("bank.example")).reason())
                .isEqualTo(Reason.MISSING_SECRET);
        assertThat(server.decide(ours("/b")).isAllowed()).isTrue();
    }

    @Test
    void reportModeAndReportOnly() {
        assertThat(server("mode", "origin-only", "report-mode", "strict")
                        .decide(ours("/web"))
                        .reported()
                        .reason())
                .isEqualTo(Reason.MISSING_SECRET);
        assertThat(server("report-only", "true").decide(ours("/web")).passes()).isTrue();
        assertThat(server("report-only", "false").decide(ours("/web")).passes()).isFalse();
    }

    @Test
    void baseUrl() {
        FakeServer server = server("mode", "origin-only", "base-url", "https://a.example, http://b.example:8080/");

        assertThat(server.decide(FakeRequest.post("/web").host("a.example").origin("https://a.example"))
                        .evidence())
                .isEqualTo(Evidence.SAME);
        assertThat(server.decide(FakeRequest.post("/web").host("b.example:8080").origin("http://b.example:8080"))
                        .evidence())
                .isEqualTo(Evidence.SAME);
        assertThat(server.decide(FakeRequest.post("/web").host("c.example").origin("https://c.example"))
                        .reason())
                .isEqualTo(Reason.BAD_HOST);
    }

    @Test
    void trustedOrigins() {
        FakeServer server = server(
                "mounts", "/a=csrf,/b=csrf",
                "mode", "origin-only",
                "trusted-origins", "https://p.example, https://*.q.example",
                "trusted-origins./b", "https://r.example");

        assertThat(from(server, "/a", "https://p.example")).isEqualTo(Evidence.TRUSTED);
        assertThat(from(server, "/a", "https://x.q.example")).isEqualTo(Evidence.TRUSTED);
        assertThat(from(server, "/a", "https://r.example")).isEqualTo(Evidence.FOREIGN);
        assertThat(from(server, "/b", "https://r.example")).isEqualTo(Evidence.TRUSTED);
        assertThat(from(server, "/b", "https://p.example"))
                .as("instead of those of all")
                .isEqualTo(Evidence.FOREIGN);
    }

    private static Evidence from(FakeServer server, String path, String origin) {
        return server.decide(FakeRequest.post(path).host("bank.example").origin(origin))
                .evidence();
    }

    @Test
    void trustedProxies() {
        FakeRequest.Builder request = FakeRequest.post("/web")
                .peer("10.0.0.1")
                .host("internal")
                .header("X-Forwarded-Host", "bank.example")
                .serverAuthority("server.example");

        assertThat(server("mode", "origin-only", "trusted-proxies", "10.0.0.0/8, ::1")
                        .decide(request.copy().origin("https://bank.example"))
                        .evidence())
                .isEqualTo(Evidence.SAME);
        assertThat(server("mode", "origin-only", "trusted-proxies", "server")
                        .decide(request.copy().origin("https://server.example"))
                        .evidence())
                .isEqualTo(Evidence.SAME);
        assertThat(server("mode", "origin-only")
                        .decide(request.copy().origin("https://internal"))
                        .evidence())
                .isEqualTo(Evidence.SAME);
    }

    @Test
    void secretStore() {
        FakeSession session = FakeSession.of("s");
        FakeResponse response = new FakeResponse();
        server("secret-store", "session")
                .begin(FakeRequest.get("/web").session(session), response)
                .value();

        assertThat(session.attributes()).hasSize(1);
        assertThat(response.headers("Set-Cookie")).isEmpty();
        server("secret-store", "cookie")
                .begin(FakeRequest.get("/web"), response)
                .value();
        assertThat(response.headers("Set-Cookie")).hasSize(1);
    }

    @Test
    void sessionBinding() {
        assertThat(holdsAcross("session", FakeSession.of("other"), "a")).isFalse();
        assertThat(holdsAcross("session", FakeSession.of("s"), "b")).isTrue();
        assertThat(holdsAcross("cookie:login", FakeSession.of("s"), "b")).isFalse();
        assertThat(holdsAcross("cookie:login", FakeSession.of("other"), "a")).isTrue();
        assertThat(holdsAcross("none", FakeSession.of("other"), "b")).isTrue();
    }

    private static boolean holdsAcross(String binding, FakeSession laterSession, String laterLogin) {
        FakeServer server = server("session-binding", binding);
        Browser browser = Browser.freshOn(server).session(FakeSession.of("s"));
        browser.cookies().put("login", "a");
        String token = browser.open("/web").value();
        browser.session(laterSession).cookies().put("login", laterLogin);
        return server.decide(browser.post("/web").header("X-CSRF-Token", token)).isAllowed();
    }

    @Test
    void keys() {
        String second = "second:" + Base64.getUrlEncoder().encodeToString(Keys.bytes(32, 2));
        Browser browser = Browser.freshOn(server());
        String token = browser.open("/web").value();

        assertThat(server("keys", second + "," + Keys.TEXT)
                        .decide(browser.post("/web").header("X-CSRF-Token", token))
                        .isAllowed())
                .isTrue();
        assertThat(server("keys", second)
                        .decide(browser.post("/web").header("X-CSRF-Token", token))
                        .reason())
                .isEqualTo(Reason.UNKNOWN_KEY);
    }

    @Test
    void maxAge() {
        Browser browser = Browser.freshOn(server());
        String undated = browser.open("/web").value();

        assertThat(server("max-age", "PT12H")
                        .decide(browser.post("/web").header("X-CSRF-Token", undated))
                        .reason())
                .isEqualTo(Reason.EXPIRED_TOKEN);
    }

    @Test
    void cookie() {
        assertThat(cookieOf("cookie.name", "own"))
                .startsWith("own=")
                .endsWith("; Path=/; Secure; HttpOnly; SameSite=Lax");
        assertThat(cookieOf("cookie.secure", "false")).startsWith("csrf=").doesNotContain("Secure");
        assertThat(cookieOf("cookie.same-site", "strict")).endsWith("SameSite=Strict");
        assertThat(cookieOf("cookie.same-site", "None", "cookie.secure", "true"))
                .endsWith("SameSite=None");
        assertThat(cookieOf("cookie.domain", "bank.example")).contains("; Domain=bank.example");
        assertThat(cookieOf("cookie.path", "/web")).contains("; Path=/web;");
    }

    private static String cookieOf(String... config) {
        FakeResponse response = new FakeResponse();
        server(config).begin(FakeRequest.get("/web"), response).value();
        return response.headers("Set-Cookie").get(0);
    }

    @Test
    void namesAndSingleNamesThatOverrideThem() {
        CsrfToken own =
                server("parameter-name", "p", "header-name", "H").begin(FakeRequest.get("/web"), new FakeResponse());
        assertThat(own.parameterName() + own.headerName()).isEqualTo("pH");

        FakeResponse response = new FakeResponse();
        CsrfToken mixed = server("header-name", "X-Own", "names", "angular", "spa-cookie", "OWN")
                .begin(FakeRequest.get("/web").host("bank.example"), response);
        assertThat(mixed.parameterName()).isEqualTo("_csrf");
        assertThat(mixed.headerName()).isEqualTo("X-Own");
        assertThat(response.setCookies("OWN")).hasSize(1);
    }

    @Test
    void exemptRequireActionTokenAndEager() {
        FakeServer server =
                server("exempt", "/web/hooks/**, /web/ping", "require-action-token", "/web/pay", "eager", "/web/late");

        assertThat(server.decide(FakeRequest.post("/web/hooks/a").host("x")).rule())
                .isEqualTo(Rule.EXEMPTION);
        assertThat(server.decide(FakeRequest.post("/web/ping").host("x")).rule())
                .isEqualTo(Rule.EXEMPTION);
        Browser browser = Browser.freshOn(server);
        browser.open("/web/late");
        assertThat(browser.cookies()).hasSize(1);
        String token = browser.open("/web").value();
        assertThat(server.decide(browser.post("/web/pay").header("X-CSRF-Token", token))
                        .reason())
                .isEqualTo(Reason.WRONG_TOKEN);
    }

    @Test
    void maxFormBytes() {
        Browser browser = Browser.freshOn(server("session-binding", "none"));
        browser.open("/web").value();
        Protection router =
                config("session-binding", "none", "max-form-bytes", "77").router(jwt -> JWT);

        assertThat(router.check(browser.post("/web").build())).isEqualTo(new Need.Form(77));
    }

    @Test
    void allowPathParameters() {
        assertThat(server().decide(FakeRequest.get("/web;a=b")).reason()).isEqualTo(Reason.AMBIGUOUS_PATH);
        assertThat(server("allow-path-parameters", "true")
                        .decide(FakeRequest.get("/web;a=b"))
                        .isAllowed())
                .isTrue();
    }

    @Test
    void jwt() {
        JwtSettings none = config().jwt();
        assertThat(none.issuer()).isNull();
        assertThat(none.audience()).isNull();
        assertThat(none.jwks()).isNull();
        assertThat(none.algorithms()).isEmpty();
        assertThat(none.claims()).isEmpty();

        JwtSettings all = config(
                        "jwt.issuer", "https://id.bank.example",
                        "jwt.audience", "bank",
                        "jwt.jwks", "/keys.json",
                        "jwt.algorithms", "RS256, EdDSA",
                        "jwt.claim.mobile", "true",
                        "jwt.claim.https://bank.example/kind", "\"phone\"")
                .jwt();
        assertThat(all)
                .isEqualTo(new JwtSettings(
                        "https://id.bank.example",
                        "bank",
                        "/keys.json",
                        List.of("RS256", "EdDSA"),
                        Map.of("mobile", "true", "https://bank.example/kind", "\"phone\"")));
    }

    @Test
    void scriptPathAndTokenPath() {
        List<FakeServer> servers = List.of(
                server("script-path", "/a.js, /b.js", "token-path", "/token"),
                FakeServer.of(TallystickConfig.builder()
                        .scriptPath("/a.js")
                        .tokenPath("/token")
                        .scriptPath("/b.js")
                        .keys(Keys.RING)
                        .build()
                        .router(jwt -> JWT)));
        for (FakeServer server : servers) {
            for (String path : List.of("/a.js", "/b.js")) {
                assertThat(server.answer(FakeRequest.get(path).build(), new FakeResponse()))
                        .as(path)
                        .isNotNull()
                        .extracting(Answer::contentType)
                        .asString()
                        .startsWith("text/javascript");
            }
            assertThat(server.answer(
                            FakeRequest.get("/token")
                                    .host("bank.example")
                                    .site("same-origin")
                                    .build(),
                            new FakeResponse()))
                    .isNotNull();
        }
        assertThat(server().decide(FakeRequest.get("/a.js")).reason()).isEqualTo(Reason.NO_PROTECTION);
    }

    @Test
    void keysFromElsewhereWinAndCanBeReplaced() {
        KeyRing[] ring = {Keys.OTHER_RING};
        Properties properties = new Properties();
        properties.setProperty("tallystick.keys", Keys.TEXT);
        FakeServer server =
                FakeServer.of(TallystickConfig.from(properties, () -> ring[0]).router(jwt -> JWT));
        Browser browser = Browser.freshOn(server);
        String token = browser.open("/web").value();

        assertThat(server().decide(browser.post("/web").header("X-CSRF-Token", token))
                        .reason())
                .isEqualTo(Reason.UNKNOWN_KEY);
        ring[0] = Keys.RING;
        assertThat(server.decide(browser.post("/web").header("X-CSRF-Token", token))
                        .reason())
                .isEqualTo(Reason.UNKNOWN_KEY);
    }

    @Test
    void theSameCanBeBuiltInCode() {
        FakeServer server = FakeServer.of(TallystickConfig.builder()
                .keys(Keys.RING)
                .mount("/a", MountKind.CSRF)
                .mount("/b", MountKind.CSRF)
                .otherwise(MountKind.NONE)
                .mode(Mode.ORIGIN_ONLY)
                .mode("/b", Mode.ORIGIN_OR_TOKEN)
                .trustedOrigins(List.of("https://p.example"))
                .trustedOrigins("/b", List.of("https://r.example"))
                .allowPathParameters(true)
                .jwt(new JwtSettings("i", null, null, List.of(), Map.of()))
                .csrf(csrf -> csrf.baseUrl("https://bank.example"))
                .build()
                .router(jwt -> JWT));

        assertThat(from(server, "/a", "https://p.example")).isEqualTo(Evidence.TRUSTED);
        assertThat(from(server, "/b", "https://r.example")).isEqualTo(Evidence.TRUSTED);
        assertThat(from(server, "/b", "https://p.example")).isEqualTo(Evidence.FOREIGN);
        assertThat(server.decide(FakeRequest.post("/a;x=y")).isAllowed()).isTrue();
        assertThat(server.decide(FakeRequest.post("/b")).reason()).isEqualTo(Reason.MISSING_SECRET);
    }

    @Test
    void blanksAroundValuesDontCount() {
        assertThat(server("mode", " origin-only ").decide(ours("/web")).isAllowed())
                .isTrue();
    }

    private static FakeRequest.Builder ours(String path) {
        return FakeRequest.post(path).host("bank.example").origin("https://bank.example");
    }

    private static FakeServer server(String... keysAndValues) {
        return FakeServer.of(config(keysAndValues).router(jwt -> JWT));
    }

    private static TallystickConfig config(String... keysAndValues) {
        Properties properties = new Properties();
        properties.setProperty("tallystick.keys", Keys.TEXT);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.setProperty("tallystick." + keysAndValues[i], keysAndValues[i + 1]);
        }
        return TallystickConfig.from(properties);
    }
}
