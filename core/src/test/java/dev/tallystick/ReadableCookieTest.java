package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.testing.Browser;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeResponse;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.FakeSession;
import dev.tallystick.testing.Keys;
import dev.tallystick.testing.MutableClock;
import dev.tallystick.token.CookieSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cookie that scripts of a single-page application read a token from: when it is set, renewed, and left alone. */
class ReadableCookieTest {

    private static final String NAME = "XSRF-TOKEN";

    private final MutableClock clock = new MutableClock();
    private final FakeServer server = FakeServer.of(csrf().build());
    private final FakeResponse response = new FakeResponse();

    @Test
    void holdsAReadyTokenWhoseHeaderSendsItBack() {
        Browser browser = Browser.freshOn(server);
        browser.open("/app");

        assertThat(browser.cookies()).containsOnlyKeys("__Host-csrf", NAME);
        assertThat(server.decide(browser.post("/api")
                                .header("X-XSRF-TOKEN", browser.cookies().get(NAME)))
                        .isAllowed())
                .isTrue();
        assertThat(server.decide(browser.post("/api")).reason())
                .as("the cookie alone is no token")
                .isEqualTo(Reason.MISSING_TOKEN);
        assertThat(browser.cookies().get(NAME)).doesNotContain(browser.cookies().get("__Host-csrf"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https | LAX | XSRF-TOKEN=*; Path=/; Secure; SameSite=Lax",
                "https | STRICT | XSRF-TOKEN=*; Path=/; Secure; SameSite=Strict",
                "https | NONE | XSRF-TOKEN=*; Path=/; Secure; SameSite=None",
                "http | LAX | XSRF-TOKEN=*; Path=/; SameSite=Lax",
            })
    void hasTheSecretsSecureAndSameSiteAndCanBeRead(String scheme, CookieSettings.SameSite sameSite, String line) {
        FakeServer server = FakeServer.of(CsrfProtection.builder(Keys.RING)
                .baseUrl(scheme + "://bank.example")
                .cookie(CookieSettings.builder().sameSite(sameSite).build())
                .spaCookie(NAME)
                .build());
        server.begin(FakeRequest.get("/"), response);

        assertThat(response.setCookies(NAME).get(0).replaceFirst("=[A-Za-z0-9_-]+;", "=*;"))
                .isEqualTo(line);
    }

    @Test
    void isPrivateToItsBrowser() {
        server.begin(FakeRequest.get("/"), response);

        assertThat(response.headers("Vary")).containsExactly("Cookie");
        assertThat(response.headers("Cache-Control")).containsExactly("private, no-cache");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=60 | max-age=60;private",
                "public, max-age=60 | public, max-age=60;private",
                "private, max-age=60 | private, max-age=60",
                "no-store | no-store",
            })
    void isPrivateWhateverTheApplicationSaidBefore(String before, String after) {
        server.begin(FakeRequest.get("/"), response.with("Cache-Control", before));

        assertThat(String.join(";", response.headers("Cache-Control"))).isEqualTo(after);
    }

    @Test
    void isLeftAloneWhileItHolds() {
        Browser browser = Browser.freshOn(server);
        browser.open("/app");
        server.begin(browser.get("/app"), response);

        assertThat(response.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "missing",
                "malformed",
                "of a key that is gone",
                "too old",
                "of another session",
                "of another secret",
                "for one action"
            })
    void isRenewedWhenItWouldNotVerify(String what) {
        FakeServer server = FakeServer.of(csrf().maxAge(Duration.ofHours(1)).build());
        Browser browser = Browser.freshOn(server);
        String action = browser.open("/app").forAction("GET", "/app");
        FakeServer now = server;
        switch (what) {
            case "missing" -> browser.cookies().remove(NAME);
            case "malformed" -> browser.cookies().put(NAME, "x");
            case "of a key that is gone" ->
                now = FakeServer.of(CsrfProtection.builder(Keys.OTHER_RING)
                        .baseUrl(Browser.SITE)
                        .names(NamePreset.ANGULAR)
                        .maxAge(Duration.ofHours(1))
                        .clock(clock)
                        .build());
            case "too old" -> clock.advance(Duration.ofHours(2));
            case "of another session" -> browser.session(FakeSession.of("login"));
            case "of another secret" -> browser.cookies().remove("__Host-csrf");
            case "for one action" -> browser.cookies().put(NAME, action);
            default -> throw new IllegalArgumentException(what);
        }
        now.begin(browser.get("/app"), response);

        String renewed = response.cookieValue(NAME);
        response.setCookies("__Host-csrf")
                .forEach(line -> browser.cookies().put("__Host-csrf", line.substring(12, line.indexOf(';'))));
        assertThat(now.decide(browser.post("/api").header("X-XSRF-TOKEN", renewed))
                        .isAllowed())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                // Sec-Fetch-Dest | Accept | renewed
                "document | text/html | true",
                "iframe | text/html | true",
                "frame | text/html | true",
                "empty | */* | true",
                "empty | image/png | true",
                "image | image/avif,image/webp,*/*;q=0.8 | false",
                "script | */* | false",
                "style | text/css,*/*;q=0.1 | false",
                "font | */* | false",
                "audio | */* | false",
                "video | */* | false",
                "track | */* | false",
                "manifest | */* | false",
                "worker | */* | false",
                "serviceworker | */* | false",
                "object | */* | false",
                "- | text/html,*/*;q=0.8 | true",
                "- | application/json, text/plain, */* | true",
                "- | - | true",
                "- | image/avif,image/webp,*/*;q=0.8 | false",
                "- | text/css,*/*;q=0.1 | false",
                "- | font/woff2 | false",
                "- | audio/webm | false",
                "- | video/webm | false",
            })
    void isRenewedForNavigationsAndScriptsAndNeverForAssets(String destination, String accept, boolean renewed) {
        FakeRequest.Builder request = FakeRequest.get("/x");
        if (!destination.equals("-")) {
            request.header("Sec-Fetch-Dest", destination);
        }
        if (!accept.equals("-")) {
            request.header("Accept", accept);
        }
        server.begin(request, response);

        assertThat(response.setCookies(NAME)).hasSize(renewed ? 1 : 0);
        assertThat(response.all().isEmpty()).isEqualTo(!renewed);
    }

    @Test
    void isReplacedWhenTheSessionChanges() {
        Browser browser = Browser.freshOn(server);
        browser.open("/app");
        FakeSession session = FakeSession.none();
        FakeRequest login = browser.session(session)
                .post("/login")
                .header("X-XSRF-TOKEN", browser.cookies().get(NAME))
                .build();
        CsrfToken token = server.begin(login, response);
        assertThat(response.all()).isEmpty();
        assertThat(server.guard().followsSession(token)).isTrue();

        session.renew("ann");
        server.guard().sessionChanged(token, response);

        assertThat(server.decide(browser.post("/api").header("X-XSRF-TOKEN", response.cookieValue(NAME)))
                        .isAllowed())
                .isTrue();
        server.guard().sessionChanged(token, new FakeResponse().commit());
    }

    @Test
    void beginsNoSessionAgainWhenTheOneThatKeptTheSecretEnds() {
        FakeServer site = FakeServer.of(CsrfProtection.builder(Keys.RING)
                .baseUrl(Browser.SITE)
                .spaCookie(NAME)
                .secretInSession()
                .build());
        FakeSession session = FakeSession.of("ann");
        CsrfToken token = site.begin(FakeRequest.get("/app").session(session).build(), new FakeResponse());

        session.renew(null);
        site.guard().sessionChanged(token, response);

        assertThat(session.id()).isNull();
        assertThat(response.all()).isEmpty();
    }

    @Test
    void whereNoneIsConfiguredASessionThatChangesSetsNothing() {
        FakeServer plain = FakeServer.of(
                CsrfProtection.builder(Keys.RING).baseUrl(Browser.SITE).build());
        FakeRequest request = FakeRequest.get("/").build();
        CsrfToken token = plain.begin(request, response);
        plain.guard().sessionChanged(token, response);

        assertThat(plain.guard().followsSession(token)).isFalse();
        assertThat(response.all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "DJANGO | csrfmiddlewaretoken | X-CSRFToken | csrftoken",
                "RAILS | authenticity_token | X-CSRF-Token | -",
                "SPRING | _csrf | X-CSRF-TOKEN | -",
                "ANGULAR | _csrf | X-XSRF-TOKEN | XSRF-TOKEN",
            })
    void aPresetGivesTheNamesThatAFrontEndUses(NamePreset preset, String parameter, String header, String cookie) {
        FakeServer server = FakeServer.of(CsrfProtection.builder(Keys.RING)
                .names(preset)
                .baseUrl(Browser.SITE)
                .build());
        Browser browser = Browser.freshOn(server);
        CsrfToken page = browser.open("/");

        assertThat(page.parameterName()).isEqualTo(parameter);
        assertThat(page.headerName()).isEqualTo(header);
        assertThat(browser.cookies().keySet())
                .containsExactlyInAnyOrder(cookie == null ? new String[0] : new String[] {cookie, "__Host-csrf"});
        assertThat(server.decide(browser.post("/x").form(parameter, page.value()))
                        .reason())
                .isEqualTo(cookie == null ? Reason.MISSING_SECRET : null);
    }

    private CsrfProtection.Builder csrf() {
        return CsrfProtection.builder(Keys.RING)
                .baseUrl(Browser.SITE)
                .names(NamePreset.ANGULAR)
                .clock(clock);
    }
}
