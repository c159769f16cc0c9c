package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.origin.Evidence;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.Keys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an exemption lets through, and above all what it doesn't. */
class ExemptionTest {

    @ParameterizedTest
    @CsvSource({
        "/web/hook, /web/hook, true",
        "/web/hook, /web/hook/, false",
        "/web/hook, /web/hook/x, false",
        "/web/hook, /web/Hook, false",
        "/web/hook, /web/hooks, false",
        "/web/hook, /x/web/hook, false",
        "/web/hook, /web/%68ook, true",
        "/web/hook, /web/hook%20, false",
        "/web/hook/, /web/hook/, true",
        "/web/hook/, /web/hook, false",
        "/web/*/hook, /web/a/hook, true",
        "/web/*/hook, /web/a/b/hook, false",
        "/web/*/hook, /web/hook, false",
        "/web/*/hook, /web/a/hook/, false",
        "/web/*/hook, /web/*/hook, true",
        "/web/*, /web/a, true",
        "/web/*, /web/, false",
        "/web/*, /web, false",
        "/web/*, /web/a/b, false",
        "/web/**, /web, true",
        "/web/**, /web/, true",
        "/web/**, /web/a/b/c, true",
        "/web/**, /webhook, false",
        "/**, /, true",
        "/**, /a/b, true",
        "/**/hook, /hook, true",
        "/**/hook, /a/b/hook, true",
        "/**/hook, /a/hook/b, false",
        "/**/hook, /a/b/hook/, false",
        "/web/**/hook, /web/hook, true",
        "/web/**/hook, /web/a/b/hook, true",
        "/web/**/hook, /web/hook/a, false",
        "/web/**/a/**/b, /web/x/a/y/b, true",
        "/web/**/a/**/b, /web/a/b, true",
        "/web/**/a/**/b, /web/b/a, false",
        "/büro/*, /b%C3%BCro/x, true",
    })
    void matchesThePathThatWasRoutedWholeSegmentsAndDirectlyAlone(String pattern, String path, boolean exempt) {
        FakeServer server = FakeServer.of(csrf().insecureExempt(pattern).build());
        Decision decision = server.decide(forged("POST", path));

        assertThat(decision.isAllowed()).isEqualTo(exempt);
        if (exempt) {
            assertThat(decision.rule()).as("reported as exempt").isEqualTo(Rule.EXEMPTION);
            assertThat(decision.evidence()).as("and with what was seen").isEqualTo(Evidence.FOREIGN);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "web/hook must_begin_with_/",
                "'' must_begin_with_/",
                "*/hook must_begin_with_/",
                "/web/hook* *_and_**_stand_for_whole_segments",
                "/web/*.json *_and_**_stand_for_whole_segments",
                "/web/*** *_and_**_stand_for_whole_segments",
                "/web//hook can't_match",
                "/web/../hook can't_match",
                "/web/./hook can't_match",
                "/web/h%6fok can't_match",
                "/web/hook?a=b can't_match",
                "/web/hook#a can't_match",
                "/web/hook;a can't_match",
                "/web\\hook can't_match",
                "/**/a/**/b/**/c holds_**_more_than_twice",
            })
    void aPatternThatCantMeanWhatItSeemsToIsRefused(String pattern, String message) {
        assertThatThrownBy(() -> csrf().insecureExempt(pattern).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("exempt")
                .hasMessageContaining("'" + pattern + "'")
                .hasMessageContaining(message.replace('_', ' '));
    }

    @Test
    void everyPathPatternOptionNamesItselfWhenRefused() {
        assertThatThrownBy(() -> csrf().eager("late").build()).hasMessageStartingWith("eager: path pattern 'late'");
        assertThatThrownBy(() -> csrf().requireActionToken("pay").build())
                .hasMessageStartingWith("require-action-token: path pattern 'pay'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "FOO"})
    void holdsForEveryMethod(String method) {
        FakeServer server = FakeServer.of(csrf().insecureExempt("/web/hook").build());

        assertThat(server.decide(forged(method, "/web/hook")).isAllowed()).isTrue();
        assertThat(server.decide(forged(method, "/web/other")).isAllowed()).isFalse();
        assertThat(server.decide(forged("GET", "/web/hook").query("_method=" + method))
                        .rule())
                .as("a GET taken for it")
                .isEqualTo(Rule.EXEMPTION);
    }

    @Test
    void nothingIsExemptByDefault() {
        assertThat(FakeServer.of(csrf().build())
                        .decide(forged("POST", "/hooks/x"))
                        .isAllowed())
                .isFalse();
    }

    @Test
    void aPredicateExempts() {
        FakeServer server = FakeServer.of(
                csrf().insecureExempt(request -> request.headers("X-Signature").hasMoreElements())
                        .build());

        assertThat(server.decide(forged("POST", "/a").header("X-Signature", "s"))
                        .rule())
                .isEqualTo(Rule.EXEMPTION);
        assertThat(server.decide(forged("POST", "/a")).isAllowed()).isFalse();
    }

    @Test
    void theAnnotationOfTheHandlerExempts() {
        FakeServer server = FakeServer.of(csrf().build());

        assertThat(server.decide(forged("POST", "/a").handlerExempt()).rule()).isEqualTo(Rule.EXEMPTION);
    }

    @Test
    void passesWithAHostThatIsntOurs() {
        FakeServer server = FakeServer.of(csrf().baseUrl("https://bank.test")
                .baseUrl("https://bank.example")
                .insecureExempt("/hook")
                .build());
        Decision decision = server.decide(FakeRequest.post("/hook").host("internal"));

        assertThat(decision.rule()).isEqualTo(Rule.EXEMPTION);
        assertThat(decision.evidence()).as("who can't be placed is foreign").isEqualTo(Evidence.FOREIGN);
    }

    @Test
    void aSafeRequestToAnExemptPathIsSafeAndNothingElse() {
        FakeServer server = FakeServer.of(csrf().insecureExempt("/hook").build());

        assertThat(server.decide(forged("GET", "/hook")).rule()).isEqualTo(Rule.SAFE_METHOD);
    }

    @Test
    void neverExemptsFromAJwtADeniedMountOrThePathRules() {
        CsrfProtection csrf =
                csrf().insecureExempt("/**").insecureExempt(request -> true).build();
        Protection jwt = request -> Decision.deny(Rule.JWT, Evidence.NONE, Reason.MISSING_JWT);
        FakeServer server = FakeServer.of(Router.builder()
                .mount("/web", csrf)
                .mount("/jwt", jwt)
                .mount("/both", Protection.bearerOr(jwt, csrf))
                .otherwise(Protection.denyAll())
                .build());

        assertThat(server.decide(forged("POST", "/web/x")).rule()).isEqualTo(Rule.EXEMPTION);
        assertThat(server.decide(forged("POST", "/jwt/x").handlerExempt()).reason())
                .isEqualTo(Reason.MISSING_JWT);
        assertThat(server.decide(forged("POST", "/both/x")
                                .header("Authorization", "Bearer x")
                                .handlerExempt())
                        .reason())
                .isEqualTo(Reason.MISSING_JWT);
        assertThat(server.decide(forged("POST", "/x").handlerExempt()).reason()).isEqualTo(Reason.NO_PROTECTION);
        assertThat(server.decide(forged("POST", "/web/../x").handlerExempt()).reason())
                .isEqualTo(Reason.AMBIGUOUS_PATH);
    }

    @Test
    void pathParametersAreOffWhenAPatternIsMatched() {
        Router router = Router.builder()
                .allowPathParameters(true)
                .mount("/web", csrf().insecureExempt("/web/hook").build())
                .otherwise(Protection.denyAll())
                .build();

        assertThat(FakeServer.of(router).decide(forged("POST", "/web/hook;a=b")).rule())
                .isEqualTo(Rule.EXEMPTION);
        assertThat(FakeServer.of(router)
                        .decide(forged("POST", "/web/x;/web/hook"))
                        .isAllowed())
                .isFalse();
    }

    @Test
    void aLongPathAgainstTheWorstPatternIsStillQuick() {
        FakeServer server = FakeServer.of(csrf().insecureExempt("/**/a/**/b").build());
        String path = "/a".repeat(4000);
        long start = System.nanoTime();

        assertThat(server.decide(forged("POST", path)).isAllowed()).isFalse();
        assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
    }

    private static CsrfProtection.Builder csrf() {
        return CsrfProtection.builder(Keys.RING);
    }

    private static FakeRequest.Builder forged(String method, String path) {
        return FakeRequest.builder(method, path).host("bank.example").origin("https://evil.example");
    }
}
