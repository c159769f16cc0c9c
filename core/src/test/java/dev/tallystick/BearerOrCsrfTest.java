package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.http.Bearer;
import dev.tallystick.http.RequestView;
import dev.tallystick.origin.Evidence;
import dev.tallystick.testing.Browser;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeResponse;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.Keys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One mount for browsers and for clients with a bearer token: the credential chooses. */
class BearerOrCsrfTest {

    private final FakeServer server = FakeServer.of(Protection.bearerOr(
            new Door(), CsrfProtection.builder(Keys.RING).baseUrl(Browser.SITE).build()));
    private final Browser browser = Browser.on(server);

    @ParameterizedTest
    @ValueSource(strings = {"Bearer good", "bearer good", "BEARER   good", "Bearer\tgood", "Bearer good  "})
    void aBearerTokenIsTheJwtsAloneToDecide(String line) {
        FakeRequest forged = FakeRequest.post("/x")
                .origin("https://evil.example")
                .header("Authorization", line)
                .build();
        Decision decision = server.decide(forged);

        assertThat(decision.rule()).isEqualTo(Rule.JWT);
        assertThat(decision.isAllowed()).isTrue();
        assertThat(server.guard().begin(forged, new FakeResponse(), decision))
                .as("its views render no tokens")
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer bad", "Bearer", "Bearer ", "bearer\t"})
    void aBadOneIsNotRescuedByACsrfToken(String line) {
        Decision decision = server.decide(
                browser.post("/x").header("X-CSRF-Token", browser.token()).header("Authorization", line));

        assertThat(decision.rule()).isEqualTo(Rule.JWT);
        assertThat(decision.isAllowed()).isFalse();
    }

    @Test
    void oneAmongSeveralLinesIsEnough() {
        assertThat(server.decide(browser.post("/x")
                                .header("Authorization", "Basic x")
                                .header("Authorization", "Bearer bad"))
                        .rule())
                .isEqualTo(Rule.JWT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic good",
                "Bearerx good",
                "Bearer,good",
                "Bearer=good",
                "Token Bearer good",
                "Bearer\u00a0good",
                ""
            })
    void anyOtherIsCheckedForForgery(String line) {
        FakeRequest.Builder request = browser.post("/x").header("Authorization", line);

        assertThat(server.decide(request).reason()).isEqualTo(Reason.MISSING_TOKEN);
        assertThat(server.decide(request.copy().header("X-CSRF-Token", browser.token()))
                        .isAllowed())
                .isTrue();
    }

    @Test
    void aSafeRequestWithABearerTokenNeedsAGoodOneToo() {
        assertThat(server.decide(FakeRequest.get("/x").header("Authorization", "Bearer bad"))
                        .isAllowed())
                .isFalse();
        assertThat(server.decide(FakeRequest.get("/x")).isAllowed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"Bearer a.b.c, a.b.c", "bearer \t a.b.c \t, a.b.c", "Bearer, ''", "'Bearer  ', ''", "Bearer a b, a b"})
    void theTokenIsWhatFollowsTheScheme(String line, String token) {
        assertThat(Bearer.isBearer(line)).isTrue();
        assertThat(Bearer.token(line)).isEqualTo(token);
    }

    /** Takes one token, and shows whom it names. */
    private static final class Door implements Protection {
        @Override
        public Outcome check(RequestView request) {
            String line = request.headers("Authorization").nextElement();
            return Bearer.isBearer(line) && Bearer.token(line).equals("good")
                    ? Decision.allow(Rule.JWT, () -> "ann")
                    : Decision.deny(Rule.JWT, Evidence.NONE, Reason.INVALID_JWT);
        }
    }
}
