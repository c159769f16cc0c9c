package dev.tallystick.generated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Decision;
import dev.tallystick.Mode;
import dev.tallystick.Rule;
import dev.tallystick.testing.Browser;
import dev.tallystick.testing.Cases;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeServer;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of every decision, whatever the request and however the site is configured. */
class GeneratedDecisionsTest {

    /** The headers of a decision, but for the token's own, whose name is configured. */
    private static final Set<String> LOOKED_AT = new TreeSet<>(Set.of(
            "Connection",
            "Cookie",
            "Forwarded",
            "Host",
            "Origin",
            "Referer",
            "Sec-Fetch-Site",
            "Sec-WebSocket-Key",
            "Upgrade",
            "X-Forwarded-Host",
            "X-Forwarded-Port",
            "X-Forwarded-Proto",
            "X-HTTP-Method",
            "X-HTTP-Method-Override",
            "X-Method-Override"));

    @Test
    void theseAreAllTheHeadersThatADecisionLooksAt() {
        Set<String> seen = new TreeSet<>();
        Cases.tried(random -> {
            Site site = Site.generate(random);
            FakeRequest request =
                    new Requests(random).request(site, site.visitor()).build();
            site.server().decide(request);
            request.namesAsked().stream()
                    .filter(name -> !name.equals(site.headerName()))
                    .forEach(seen::add);
        });
        assertThat(LOOKED_AT).containsAll(seen);
        if (Cases.areMany()) {
            assertThat(seen).isEqualTo(LOOKED_AT);
        }
    }

    /** Of forwarded headers the last line counts, which is the proxy's own: see below. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "Cookie",
                "Host",
                "Origin",
                "Referer",
                "Sec-Fetch-Site",
                "Sec-WebSocket-Key",
                "Upgrade",
                "X-HTTP-Method",
                "X-HTTP-Method-Override",
                "X-Method-Override",
                "the token's"
            })
    void aSecondLineNeverTurnsADenialIntoAnAllowance(String name) {
        int[] denied = {0};
        Cases.tried(random -> {
            Site site = Site.generate(random);
            Browser browser = site.visitor();
            Requests requests = new Requests(random);
            String header = name.equals("the token's") ? site.headerName() : name;
            FakeRequest.Builder request = requests.request(site, browser);
            if (!request.build().headers(header).hasMoreElements()) {
                request.header(header, requests.value(header, site, browser));
            }
            if (site.server().decide(request).isAllowed()) {
                return;
            }
            denied[0]++;
            String value = requests.value(header, site, browser);
            if (random.nextBoolean()) {
                request.header(header, value);
            } else {
                request.headerInFront(header, value);
            }
            assertThat(site.server().decide(request).isAllowed())
                    .as("%s", request.build())
                    .isFalse();
        });
        Cases.enough("denials", denied[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Forwarded", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port"})
    void aForwardedLineOfTheClientsOwnInFrontOfTheProxysChangesNothing(String header) {
        Cases.tried(random -> {
            Site site = Site.generate(random);
            Browser browser = site.visitor();
            Requests requests = new Requests(random);
            FakeRequest.Builder request =
                    requests.request(site, browser).header(header, requests.value(header, site, browser));
            String before = site.server().decide(request).toString();

            request.headerInFront(header, requests.value(header, site, browser));
            assertThat(site.server().decide(request)).as("%s", request.build()).hasToString(before);
        });
    }

    @Test
    void whateverIsNoSafeMethodIsTreatedAsPostIs() {
        Cases.tried(random -> {
            Site site = Site.generate(random);
            Requests requests = new Requests(random);
            FakeRequest.Builder request = requests.request(site, site.visitor()).method("POST");
            String asPost = site.server().decide(request).toString();
            String method = requests.unknownMethod();

            Decision decision = site.server().decide(request.copy().method(method));
            assertThat(decision).as("'%s'", method).hasToString(asPost);
            assertThat(decision.rule()).isNotEqualTo(Rule.SAFE_METHOD);
        });
    }

    @Test
    void theSameRequestGetsTheSameDecisionHoweverOftenItAsks() {
        Cases.tried(random -> {
            Site site = Site.generate(random);
            FakeRequest.Builder request = new Requests(random).request(site, site.visitor());
            String first = site.server().decide(request).toString();

            assertThat(site.server().decide(request)).hasToString(first);
            assertThat(site.with(csrf -> {}).decide(request))
                    .as("of another protection")
                    .hasToString(first);
        });
    }

    @Test
    void reportOnlyDecidesAsEnforcingDoesAndLetsItPass() {
        int[] denied = {0};
        Cases.tried(random -> {
            Site site = Site.generate(random);
            FakeRequest.Builder request = new Requests(random).request(site, site.visitor());
            Decision enforced = site.server().decide(request);
            Decision reported = site.with(csrf -> csrf.reportOnly(true)).decide(request);

            assertSame(reported, enforced);
            assertThat(reported.passes()).isTrue();
            assertThat(reported.isReportOnly()).isEqualTo(!enforced.isAllowed());
            assertThat(enforced.passes()).isEqualTo(enforced.isAllowed());
            denied[0] += enforced.isAllowed() ? 0 : 1;
        });
        Cases.enough("denials", denied[0]);
    }

    @Test
    void aSecondModeThatIsReportedDoesNotChangeTheFirst() {
        Cases.tried(random -> {
            Site site = Site.generate(random);
            FakeRequest.Builder request = new Requests(random).request(site, site.visitor());
            Mode other = Mode.values()[random.nextInt(3)];
            FakeServer both = site.with(csrf -> csrf.reportMode(other));
            Decision enforced = both.decide(request);

            assertSame(enforced, site.server().decide(request));
            Decision reported = enforced.reported();
            if (enforced.rule() != Rule.SAFE_METHOD && reported != null) {
                assertSame(reported, site.with(csrf -> csrf.mode(other)).decide(request));
            }
        });
    }

    @Test
    void aMilderModeNeverDeniesWhatAStricterOneAllows() {
        Cases.tried(random -> {
            Site site = Site.generate(random);
            FakeRequest.Builder request = new Requests(random).request(site, site.visitor());
            boolean strict =
                    site.with(csrf -> csrf.mode(Mode.STRICT)).decide(request).isAllowed();
            boolean middle = site.with(csrf -> csrf.mode(Mode.ORIGIN_OR_TOKEN))
                    .decide(request)
                    .isAllowed();
            boolean mild = site.with(csrf -> csrf.mode(Mode.ORIGIN_ONLY))
                    .decide(request)
                    .isAllowed();

            assertThat(!strict || middle).as("%s", request.build()).isTrue();
            assertThat(!middle || mild).as("%s", request.build()).isTrue();
        });
    }

    private static void assertSame(Decision one, Decision other) {
        assertThat(one.isAllowed()).isEqualTo(other.isAllowed());
        assertThat(one.rule()).isEqualTo(other.rule());
        assertThat(one.evidence()).isEqualTo(other.evidence());
        assertThat(one.reason()).isEqualTo(other.reason());
        assertThat(one.hint()).isEqualTo(other.hint());
    }
}
