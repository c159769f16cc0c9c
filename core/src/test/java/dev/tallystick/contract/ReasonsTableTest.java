package dev.tallystick.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import dev.tallystick.CsrfToken;
import dev.tallystick.Decision;
import dev.tallystick.Protection;
import dev.tallystick.Reason;
import dev.tallystick.Router;
import dev.tallystick.http.FormFields;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeResponse;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.Keys;
import dev.tallystick.testing.MutableClock;
import dev.tallystick.testing.Tables;
import dev.tallystick.token.KeyRing;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code reasons.table}, row by row, and that no code is left out. */
class ReasonsTableTest {

    private static final Set<Reason> OF_THE_JWT_MODULE = Set.of(
            Reason.MISSING_JWT, Reason.MALFORMED_JWT, Reason.INVALID_JWT, Reason.EXPIRED_JWT, Reason.MISSING_CLAIM);

    private static final Tables.Section TABLE =
            Tables.read("/dev/tallystick/contract/reasons.table").get(0);

    private final MutableClock clock = new MutableClock();
    private final FakeServer server = server(Keys.RING);
    private final Map<String, String> atHand = new HashMap<>();

    ReasonsTableTest() {
        Browser browser = new Browser(server);
        atHand.put("{cookie}", browser.cookie);
        atHand.put("{old-token}", browser.page.value());
        clock.advance(Duration.ofHours(1).plusMillis(1));
        atHand.put("{token}", browser.page.value());
        atHand.put("{other-token}", new Browser(server).page.value());
        atHand.put("{gone-key-token}", browser.on(server(Keys.OTHER_RING)).value());
        atHand.put("{big}", "x".repeat(1001));
    }

    @TestFactory
    Stream<DynamicTest> deniesEveryRowForItsReason() {
        return TABLE.rows().stream()
                .map(row -> DynamicTest.dynamicTest(row.toString(), () -> {
                    FakeRequest request = request(row);
                    Decision decision = server.decide(request);

                    assertThat(decision.reason()).as("%s", decision).isNotNull();
                    assertThat(decision.reason().code()).isEqualTo(row.column(0));
                    assertThat(decision.passes()).isFalse();
                    assertThat(server.guard().denial(request, decision).status())
                            .isEqualTo(Integer.parseInt(row.column(1)));
                }));
    }

    @Test
    void producesEveryReasonButThoseOfTheJwtModule() {
        Set<String> shown =
                TABLE.rows().stream().map(row -> row.column(0)).collect(Collectors.toCollection(HashSet::new));

        assertThat(shown)
                .isEqualTo(Arrays.stream(Reason.values())
                        .filter(reason -> !OF_THE_JWT_MODULE.contains(reason))
                        .map(Reason::code)
                        .collect(Collectors.toSet()));
    }

    @Test
    void namesEveryReasonAsTheContractDoes() {
        assertThat(Reason.values())
                .extracting(Reason::code)
                .containsExactlyInAnyOrder(
                        "conflicting-headers",
                        "bad-fetch-metadata",
                        "cross-site",
                        "untrusted-origin",
                        "null-origin",
                        "malformed-origin",
                        "untrusted-referer",
                        "insecure-referer",
                        "malformed-referer",
                        "missing-origin",
                        "bad-host",
                        "missing-secret",
                        "missing-token",
                        "malformed-token",
                        "unknown-key",
                        "expired-token",
                        "wrong-token",
                        "ambiguous-path",
                        "no-protection",
                        "missing-jwt",
                        "malformed-jwt",
                        "invalid-jwt",
                        "expired-jwt",
                        "missing-claim",
                        "body-too-large");
    }

    @Test
    void letsTheSameRequestPassWithATokenOfItsOwn() {
        assertThat(server.decide(FakeRequest.post("/web/echo")
                                .host("bank.example")
                                .origin("https://bank.example")
                                .cookie(atHand.get("{cookie}"))
                                .form("_csrf", atHand.get("{token}")))
                        .isAllowed())
                .isTrue();
    }

    private FakeRequest request(Tables.Row row) {
        String[] methodAndTarget = filled(row.column(2)).split(" ", 2);
        String[] pathAndQuery = methodAndTarget[1].split("\\?", 2);
        FakeRequest.Builder request = FakeRequest.builder(methodAndTarget[0], pathAndQuery[0])
                .query(pathAndQuery.length < 2 ? null : pathAndQuery[1])
                .lines(row.lines(3).stream().map(this::filled).toList());
        String field = filled(row.column(4));
        if (field.length() > 1000) {
            request.form(FormFields.none(FormFields.State.TOO_LARGE));
        } else if (!field.equals("-")) {
            request.form(FormFields.of(Map.of("_csrf", List.of(field))));
        }
        return request.build();
    }

    private String filled(String text) {
        String filled = text;
        for (Map.Entry<String, String> thing : atHand.entrySet()) {
            filled = filled.replace(thing.getKey(), thing.getValue());
        }
        return filled;
    }

    /** As the table's head configures it, with a clock that can be turned. */
    private FakeServer server(KeyRing keys) {
        Properties config = TABLE.config();
        CsrfProtection.Builder web = CsrfProtection.builder(keys)
                .maxAge(Duration.parse(config.getProperty("tallystick.max-age")))
                .maxFormBytes(Long.parseLong(config.getProperty("tallystick.max-form-bytes")))
                .clock(clock);
        for (String baseUrl : config.getProperty("tallystick.base-url").split(", ")) {
            web.baseUrl(baseUrl);
        }
        return FakeServer.of(Router.builder()
                .mount("/web", web.build())
                .otherwise(Protection.denyAll())
                .build());
    }

    /** A browser that has opened a page. */
    private static final class Browser {

        private final CsrfToken page;
        private final String cookie;

        Browser(FakeServer server) {
            FakeResponse response = new FakeResponse();
            page = server.begin(FakeRequest.get("/web/form").host("bank.example"), response);
            page.value();
            cookie = "__Host-csrf=" + response.cookieValue("__Host-csrf");
        }

        CsrfToken on(FakeServer server) {
            return server.begin(
                    FakeRequest.get("/web/form").host("bank.example").cookie(cookie), new FakeResponse());
        }
    }
}
