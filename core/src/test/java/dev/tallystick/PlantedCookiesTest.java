package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.testing.Browser;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeResponse;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.FakeSession;
import dev.tallystick.testing.Keys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sibling host can plant cookies beside the real one; browsers put those with a longer path first. */
class PlantedCookiesTest {

    private static final String NAME = "__Host-csrf";
    private static final String PLANTED = "AAAAAAAAAAAAAAAAAAAAAAAA";

    private final FakeServer server = FakeServer.of(
            CsrfProtection.builder(Keys.RING).baseUrl(Browser.SITE).build());
    private final Browser browser = Browser.on(server);
    private final String own = browser.cookies().get(NAME);
    private final String token = browser.token();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 31, 32, 40, 500})
    void donTLockTheUserOutHoweverManyStandBeforeTheRealOne(int planted) {
        assertThat(decide(planted(planted) + NAME + "=" + own).isAllowed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 31})
    void donTLockTheUserOutWhenFewStandBehindIt(int planted) {
        assertThat(decide(NAME + "=" + own + "; " + planted(planted)).isAllowed())
                .isTrue();
    }

    @Test
    void onlyTheLast32AreTried() {
        assertThat(decide(NAME + "=" + own + "; " + planted(32)).reason()).isEqualTo(Reason.WRONG_TOKEN);
    }

    @Test
    void brokenOnesAmongThemDonTMatter() {
        assertThat(decide(NAME + "=broken; " + NAME + "=; " + NAME + "=" + own + "; " + NAME + "=\"" + own + "\"")
                        .isAllowed())
                .isTrue();
    }

    @Test
    void aTokenIsRenderedForTheLast() {
        FakeResponse response = new FakeResponse();
        String rendered = server.begin(get().cookie(NAME + "=" + PLANTED + "; " + NAME + "=" + own), response)
                .value();

        assertThat(response.headers("Set-Cookie")).isEmpty();
        assertThat(server.decide(post().cookie(NAME + "=" + own).header("X-CSRF-Token", rendered))
                        .isAllowed())
                .isTrue();
        assertThat(server.decide(post().cookie(NAME + "=" + PLANTED).header("X-CSRF-Token", rendered))
                        .isAllowed())
                .isFalse();
    }

    @Test
    void helpNoAttackerAgainstAUserWhoIsLoggedIn() {
        // The attacker has a page of his own for the secret that he plants, and no session of the user's.
        String attackers = server.begin(get().cookie(NAME + "=" + PLANTED), new FakeResponse())
                .value();
        FakeRequest.Builder users = post().cookie(NAME + "=" + PLANTED + "; " + NAME + "=" + own)
                .session(FakeSession.of("users"))
                .header("X-CSRF-Token", attackers);

        assertThat(server.decide(users).reason()).isEqualTo(Reason.WRONG_TOKEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "A",
                "AAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAA=",
                "AAAAAAAAAAAAAAAAAAAAAAA+",
                "AAAAAAAAAAAAAAAAAAAAAAA\u00e4",
                "\"AAAAAAAAAAAAAAAAAAAAAA\"",
            })
    void aBrokenOneIsReplacedWhenTheNextPageAsksForAToken(String broken) {
        FakeResponse response = new FakeResponse();
        CsrfToken page = server.begin(get().cookie(NAME + "=" + broken), response);
        assertThat(response.all()).isEmpty();

        String rendered = page.value();
        String replaced = response.cookieValue(NAME);

        assertThat(server.decide(post().cookie(NAME + "=" + replaced).header("X-CSRF-Token", rendered))
                        .isAllowed())
                .isTrue();
        assertThat(server.decide(post().cookie(NAME + "=" + broken).header("X-CSRF-Token", rendered))
                        .reason())
                .isEqualTo(Reason.MISSING_SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "csrf",
                "__host-csrf",
                "__Host-CSRF",
                "__Secure-csrf",
                "\u00e2\u0080\u0080__Host-csrf",
                "__Host-csrf "
            })
    void aCookieOfAnotherNameIsNoSecret(String name) {
        assertThat(decide(name + "=" + own).reason()).isEqualTo(Reason.MISSING_SECRET);
    }

    @Test
    void theSecretOfTheOtherSchemeIsNone() {
        FakeServer http = FakeServer.of(
                CsrfProtection.builder(Keys.RING).baseUrl("http://bank.example").build());
        String rendered =
                http.begin(get().cookie("csrf=" + own), new FakeResponse()).value();

        assertThat(decide("csrf=" + own).reason()).isEqualTo(Reason.MISSING_SECRET);
        assertThat(http.decide(FakeRequest.post("/x")
                                .origin("http://bank.example")
                                .cookie(NAME + "=" + own)
                                .header("X-CSRF-Token", rendered))
                        .reason())
                .isEqualTo(Reason.MISSING_SECRET);
    }

    private Decision decide(String cookies) {
        return server.decide(post().cookie(cookies).header("X-CSRF-Token", token));
    }

    private static String planted(int number) {
        return (NAME + "=" + PLANTED + "; ").repeat(number);
    }

    private static FakeRequest.Builder get() {
        return FakeRequest.get("/form");
    }

    private static FakeRequest.Builder post() {
        return FakeRequest.post("/x").origin(Browser.SITE);
    }
}
