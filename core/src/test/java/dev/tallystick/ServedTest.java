package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.testing.Browser;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeResponse;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.FakeSession;
import dev.tallystick.testing.Keys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The script for pages, and the endpoint that hands them tokens. */
class ServedTest {

    private static final CsrfProtection CSRF =
            CsrfProtection.builder(Keys.RING).baseUrl(Browser.SITE).build();

    private final FakeServer server = FakeServer.of(Router.builder()
            .mount("/web", CSRF)
            .scriptPath("/tallystick.js")
            .scriptPath("/assets/tallystick.mjs")
            .tokenPath("/csrf-token")
            .otherwise(Protection.denyAll())
            .build());
    private final FakeResponse response = new FakeResponse();

    private Answer answered(FakeRequest.Builder request) {
        return Objects.requireNonNull(server.answer(request.build(), response));
    }

    @ParameterizedTest
    @CsvSource({"/tallystick.js, tallystick.js", "/assets/tallystick.mjs, tallystick.mjs"})
    void theScriptIsAStaticFileForEverybodyWhateverIsMountedThere(String path, String resource) throws IOException {
        Answer answer = answered(FakeRequest.get(path).header("Sec-Fetch-Site", "cross-site"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("text/javascript; charset=utf-8");
        assertThat(answer.headers())
                .containsEntry("Cache-Control", "public, max-age=3600")
                .containsEntry("X-Content-Type-Options", "nosniff")
                .containsKey("ETag");
        assertThat(answer.body()).isEqualTo(script(resource));
        assertThat(response.all()).as("it sets nothing, and stays cacheable").isEmpty();
    }

    @Test
    void anAddressThatNamesTheVersionHoldsForAYearAndAnyOtherForAnHour() throws Exception {
        assertThat(cacheControl("v=" + version("tallystick.js"))).isEqualTo("public, max-age=31536000, immutable");
        assertThat(cacheControl("v=000000000000")).isEqualTo("public, max-age=3600");
        assertThat(cacheControl("x=1&v=" + version("tallystick.js"))).isEqualTo("public, max-age=3600");
    }

    private @Nullable String cacheControl(String query) {
        return answered(FakeRequest.get("/tallystick.js").query(query))
                .headers()
                .get("Cache-Control");
    }

    @Test
    void whoHasItIsToldSo() {
        String tag = Objects.requireNonNull(
                answered(FakeRequest.get("/tallystick.js")).headers().get("ETag"));

        for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag)) {
            Answer answer = answered(FakeRequest.get("/tallystick.js").header("If-None-Match", known));

            assertThat(answer.status()).isEqualTo(304);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers()).containsEntry("ETag", tag);
        }
        assertThat(answered(FakeRequest.get("/tallystick.js").header("If-None-Match", "\"other\""))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/tallystick.js/",
                "/tallystick%2ejs",
                "/tally%73tick.js",
                "/Tallystick.js",
                "//tallystick.js",
                "/./tallystick.js",
                "/tallystick.js;x",
                "/web/tallystick.js",
                "/csrf-token/",
                "/csrf%2dtoken"
            })
    void whatIsWrittenDifferentlyIsAnotherPath(String path) {
        Decision decision = server.decide(FakeRequest.get(path));

        assertThat(decision.rule()).isNotEqualTo(Rule.SERVED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "OPTIONS", "QUERY", "get"})
    void onlyGetAndHeadAreServed(String method) {
        assertThat(server.decide(FakeRequest.builder(method, "/tallystick.js")).reason())
                .isEqualTo(Reason.NO_PROTECTION);
        assertThat(server.decide(FakeRequest.builder(method, "/csrf-token")).reason())
                .isEqualTo(Reason.NO_PROTECTION);
        assertThat(server.decide(FakeRequest.builder("HEAD", "/tallystick.js")).rule())
                .isEqualTo(Rule.SERVED);
    }

    @Test
    void theEndpointHandsOutATokenThatHolds() {
        Browser browser = Browser.freshOn(server);
        browser.open("/web/form").value();
        Answer answer = Objects.requireNonNull(server.answer(
                browser.get("/csrf-token")
                        .header("Sec-Fetch-Site", "same-origin")
                        .build(),
                response));
        String body = new String(answer.body(), StandardCharsets.UTF_8);

        assertThat(body)
                .matches("\\{\"token\":\"[\\w-]+\",\"parameterName\":\"_csrf\",\"headerName\":\"X-CSRF-Token\"}\n");
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(answer.headers())
                .containsEntry("Cache-Control", "private, no-store")
                .containsEntry("Cross-Origin-Resource-Policy", "same-origin")
                .doesNotContainKey("Access-Control-Allow-Origin");
        assertThat(response.headers("Vary")).containsExactly("Cookie");
        assertThat(server.decide(browser.post("/web/x").header("X-CSRF-Token", body.split("\"")[3]))
                        .isAllowed())
                .isTrue();
    }

    @Test
    void theEndpointSetsTheSecretsCookieWhereThereIsNone() {
        answered(FakeRequest.get("/csrf-token").host("bank.example").header("Sec-Fetch-Site", "same-origin"));

        assertThat(response.headers("Set-Cookie")).singleElement().asString().startsWith("__Host-csrf=");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // Sec-Fetch-Site, Origin, Referer, what becomes of it
                "same-origin, -, -, served",
                "same-origin, https://bank.example, -, served",
                "none, -, -, served",
                "-, -, https://bank.example/page, served",
                "-, -, -, served",
                "cross-site, -, -, cross-site",
                "same-site, -, -, cross-site",
                "cross-site, https://evil.example, -, untrusted-origin",
                "-, https://evil.example, -, untrusted-origin",
                "-, null, -, null-origin",
                "-, -, https://evil.example/, untrusted-referer",
                "odd, -, -, bad-fetch-metadata",
                "cross-site, https://app.example, -, untrusted-origin",
            })
    void theEndpointAnswersPagesOfThisOriginAlone(
            @Nullable String site, @Nullable String origin, @Nullable String referer, String outcome) {
        FakeServer trusting = FakeServer.of(Router.builder()
                .tokenPath("/csrf-token")
                .otherwise(CsrfProtection.builder(Keys.RING)
                        .baseUrl(Browser.SITE)
                        .trustedOrigin("https://app.example")
                        .mode(Mode.ORIGIN_ONLY)
                        .reportOnly(true)
                        .build())
                .build());
        FakeRequest.Builder request = FakeRequest.get("/csrf-token").host("bank.example");
        if (site != null) {
            request.header("Sec-Fetch-Site", site);
        }
        if (origin != null) {
            request.origin(origin);
        }
        if (referer != null) {
            request.header("Referer", referer);
        }

        Decision decision = trusting.decide(request);
        Reason reason = decision.reason();

        assertThat(reason == null ? decision.rule().code() : reason.code()).isEqualTo(outcome);
        assertThat(decision.passes()).isEqualTo(reason == null);
    }

    @Test
    void theEndpointAsksForTheSessionThatItsTokensAreBoundTo() {
        FakeRequest request = FakeRequest.get("/csrf-token")
                .host("bank.example")
                .session(FakeSession.of("s1"))
                .build();

        server.decide(request);

        assertThat(server.asked()).containsExactly("session");
    }

    @Test
    void itsTokensAreOfTheProtectionThatCoversItElseOfTheFirst() {
        CsrfProtection other = CsrfProtection.builder(Keys.RING)
                .baseUrl(Browser.SITE)
                .parameterName("other")
                .build();

        assertThat(parameterName("/other/token", other)).contains("\"parameterName\":\"other\"");
        assertThat(parameterName("/token", other)).contains("\"parameterName\":\"_csrf\"");
    }

    private String parameterName(String path, CsrfProtection other) {
        FakeServer both = FakeServer.of(Router.builder()
                .mount("/web", CSRF)
                .mount("/other", other)
                .tokenPath(path)
                .otherwise(Protection.denyAll())
                .build());
        FakeRequest request = FakeRequest.get(path).host("bank.example").build();
        return new String(Objects.requireNonNull(both.answer(request, response)).body(), StandardCharsets.UTF_8);
    }

    @Test
    void aRouterWithinARouterServesItsOwn() {
        Router inner = Router.builder()
                .scriptPath("/web/tallystick.js")
                .tokenPath("/web/token")
                .otherwise(CSRF)
                .build();
        FakeServer nested = FakeServer.of(Router.builder()
                .mount("/web", inner)
                .otherwise(Protection.denyAll())
                .build());

        assertThat(nested.answer(FakeRequest.get("/web/tallystick.js").build(), response))
                .isNotNull();
        assertThat(nested.answer(
                        FakeRequest.get("/web/token").host("bank.example").build(), response))
                .isNotNull();
        assertThat(nested.answer(FakeRequest.get("/web/x").build(), response)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "tallystick.js, must begin with /",
        "/, must begin with /",
        "/a/../tallystick.js, must begin with /",
        "/tally%73tick.js, must begin with /",
        "/tallystick.js?v=1, must begin with /",
        "/tallystick.js/, must begin with /",
        "/tällystick.js, must begin with /",
        "/*.js, must begin with /",
        "/tallystick, must end in .js",
        "/tallystick.JS, must end in .js",
    })
    void aScriptPathThatCouldBeWrittenInTwoWaysFailsAtStart(String path, String message) {
        assertThatThrownBy(() -> Router.builder().scriptPath(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("script-path '" + path + "'")
                .hasMessageContaining(message);
    }

    @Test
    void aTokenPathThatCanHandOutNothingFailsAtStart() {
        assertThatThrownBy(() -> Router.builder().tokenPath("/token?x"))
                .hasMessage("token-path '/token?x' must begin with / and be a plain path of letters, digits and - . _ ~"
                        + " without query, for instance /csrf-token");
        assertThatThrownBy(() -> Router.builder()
                        .tokenPath("/token")
                        .otherwise(Protection.denyAll())
                        .build())
                .hasMessageStartingWith("token-path '/token' has no tokens to hand out");
        assertThatThrownBy(() -> Router.builder()
                        .tokenPath("/x.js")
                        .scriptPath("/x.js")
                        .otherwise(CSRF)
                        .build())
                .hasMessageStartingWith("token-path '/x.js' is the script's too");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tallystick.js", "tallystick.mjs"})
    void theDocumentsNameTheHashOfTheScriptAsItIs(String resource) throws Exception {
        byte[] script = script(resource);
        String integrity = "sha384-"
                + Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-384").digest(script));

        assertThat(Files.readString(Path.of("../docs/browser.md")))
                .as("if this fails: run 'npm run build' in browser/")
                .contains("`?v=" + version(resource) + "` | `" + integrity + "` |");
    }

    private static String version(String resource) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-384").digest(script(resource));
        return HexFormat.of().formatHex(hash).substring(0, 12);
    }

    private static byte[] script(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(Router.class.getResourceAsStream(resource))) {
            return in.readAllBytes();
        }
    }
}
