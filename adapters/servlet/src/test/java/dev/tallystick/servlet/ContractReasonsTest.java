package dev.tallystick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Decision;
import dev.tallystick.Outcome;
import dev.tallystick.Protection;
import dev.tallystick.Reason;
import dev.tallystick.Router;
import dev.tallystick.Rule;
import dev.tallystick.config.TallystickConfig;
import dev.tallystick.http.Bearer;
import dev.tallystick.http.RequestView;
import dev.tallystick.origin.Evidence;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import dev.tallystick.token.KeyRing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code reasons.table}, row by row, through the filter on Jetty, and what it leaves to the JWT's door. */
class ContractReasonsTest {

    private static final Set<Reason> OF_THE_JWT = Set.of(
            Reason.MISSING_JWT, Reason.MALFORMED_JWT, Reason.INVALID_JWT, Reason.EXPIRED_JWT, Reason.MISSING_CLAIM);

    private static final ContractTables.Section REASONS =
            ContractTables.read("reasons.table").get(0);
    private static final ContractTables.Section JWT =
            ContractTables.read("reasons.table").get(1);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

    @TestFactory
    Stream<DynamicTest> deniesEveryRowForItsReason() {
        ContractSite site =
                ContractSite.start(protection(ContractSite.keyRing("first"))).lenient();
        Map<String, String> atHand = atHand(site);
        return REASONS.rows().stream()
                .map(row -> DynamicTest.dynamicTest(row.toString(), () -> {
                    ContractSite.Answer answer = site.send(request(row, atHand));
                    answer.assertDenied(row.column(0));
                    assertThat(answer.response().status()).isEqualTo(Integer.parseInt(row.column(1)));
                    assertThat(answer.response().headers("WWW-Authenticate")).isEmpty();
                }))
                .onClose(site::close);
    }

    @Test
    void letsTheSameRequestPassWithATokenOfItsOwn() {
        try (ContractSite site = ContractSite.start(protection(ContractSite.keyRing("first")))) {
            Map<String, String> atHand = atHand(site);
            List<String> lines =
                    List.of("Host: bank.example", "Origin: https://bank.example", "Cookie: " + atHand.get("{cookie}"));
            site.send(ContractSite.request("POST", "/web/echo", lines).form("_csrf=" + atHand.get("{token}")))
                    .assertAllowed();
        }
    }

    @TestFactory
    Stream<DynamicTest> deniesEveryRowOfTheJwtsDoor() {
        ContractSite site = jwtSite();
        return JWT.rows().stream()
                .map(row -> DynamicTest.dynamicTest(row.toString(), () -> {
                    ContractSite.Answer answer = site.send(request(row, Map.of()));
                    answer.assertDenied(row.column(0));
                    assertThat(answer.response().status()).isEqualTo(Integer.parseInt(row.column(1)));
                    assertThat(answer.response().header("WWW-Authenticate")).startsWith("Bearer");
                }))
                .onClose(site::close);
    }

    @ParameterizedTest
    @CsvSource({
        "MISSING_JWT,   401, Bearer",
        "MALFORMED_JWT, 401, Bearer error=\"invalid_request\"",
        "INVALID_JWT,   401, Bearer error=\"invalid_token\"",
        "EXPIRED_JWT,   401, Bearer error=\"invalid_token\"",
        "MISSING_CLAIM, 403, Bearer error=\"insufficient_scope\"",
    })
    void whatTheJwtsDoorDeniesIsAChallengeOnTheWire(Reason reason, int status, String challenge) {
        try (ContractSite site = jwtSite()) {
            for (String method : List.of("GET", "OPTIONS", "POST")) {
                ContractSite.Answer answer = site.send(ContractSite.request(
                        method, "/mobile/echo", List.of("Host: bank.example", "Authorization: Bearer " + reason)));
                answer.assertDenied(reason.code());
                assertThat(answer.decision().rule()).isEqualTo(Rule.JWT);
                assertThat(answer.response().status()).isEqualTo(status);
                assertThat(answer.response().headers("WWW-Authenticate"))
                        .singleElement()
                        .satisfies(line -> assertThat(line.split(", error_description=", 2)[0])
                                .isEqualTo(challenge));
            }
        }
    }

    @Test
    void noReasonIsLeftOut() {
        Set<Reason> shown = REASONS.rows().stream()
                .map(row -> Arrays.stream(Reason.values())
                        .filter(reason -> reason.code().equals(row.column(0)))
                        .findFirst()
                        .orElseThrow())
                .collect(Collectors.toSet());

        assertThat(shown)
                .isEqualTo(Arrays.stream(Reason.values())
                        .filter(reason -> !OF_THE_JWT.contains(reason))
                        .collect(Collectors.toSet()));
    }

    private static WireRequest request(ContractTables.Row row, Map<String, String> atHand) {
        String[] methodAndTarget = filled(row.column(2), atHand).split(" ", 2);
        WireRequest request = ContractSite.request(
                methodAndTarget[0],
                methodAndTarget[1],
                row.lines(3).stream().map(line -> filled(line, atHand)).toList());
        String field = filled(row.column(4), atHand);
        return field.equals("-") ? request : request.form("_csrf=" + field);
    }

    private static String filled(String text, Map<String, String> atHand) {
        String filled = text;
        for (Map.Entry<String, String> thing : atHand.entrySet()) {
            filled = filled.replace(thing.getKey(), thing.getValue());
        }
        return filled;
    }

    private Map<String, String> atHand(ContractSite site) {
        Map<String, String> atHand = new HashMap<>();
        WireReply first = page(site, List.of());
        String setCookie = first.header("Set-Cookie");
        String cookie = setCookie.substring(0, setCookie.indexOf(';'));
        List<String> withCookie = List.of("Cookie: " + cookie);
        atHand.put("{cookie}", cookie);
        atHand.put("{old-token}", first.body());
        now.updateAndGet(instant -> instant.plus(Duration.ofHours(1)).plusMillis(1));
        atHand.put("{token}", page(site, withCookie).body());
        atHand.put("{other-token}", page(site, List.of()).body());
        try (ContractSite other = ContractSite.start(protection(ContractSite.keyRing("gone")))) {
            atHand.put("{gone-key-token}", page(other, withCookie).body());
        }
        atHand.put("{big}", "x".repeat(1001));
        return atHand;
    }

    private static WireReply page(ContractSite site, List<String> cookie) {
        List<String> lines = new ArrayList<>(List.of("Host: bank.example"));
        lines.addAll(cookie);
        ContractSite.Answer answer = site.send(ContractSite.request("GET", "/web/form", lines));
        answer.assertAllowed();
        return answer.response();
    }

    /** As the table configures it, with a clock that can be turned. */
    private Protection protection(KeyRing keys) {
        Properties config = REASONS.config();
        CsrfProtection.Builder web = CsrfProtection.builder(keys)
                .maxAge(Duration.parse(config.getProperty("tallystick.max-age")))
                .maxFormBytes(Long.parseLong(config.getProperty("tallystick.max-form-bytes")))
                .clock(now::get);
        for (String baseUrl : config.getProperty("tallystick.base-url").split(", ")) {
            web.baseUrl(baseUrl);
        }
        return Router.builder()
                .mount("/web", web.build())
                .otherwise(Protection.denyAll())
                .build();
    }

    private static ContractSite jwtSite() {
        Properties config = new Properties();
        config.putAll(JWT.config());
        config.setProperty("tallystick.keys", ContractSite.keys());
        return ContractSite.start(TallystickConfig.from(config).router(settings -> new Door()));
    }

    /** Stands for the JWT's protection, which this module doesn't know: the credential names the reason to deny it for. */
    private static final class Door implements Protection {

        @Override
        public Outcome check(RequestView request) {
            List<String> lines = Collections.list(request.headers("Authorization"));
            return Decision.deny(Rule.JWT, Evidence.NONE, reason(lines));
        }

        private static Reason reason(List<String> lines) {
            if (lines.isEmpty()) {
                return Reason.MISSING_JWT;
            }
            String credential = Bearer.token(lines.get(0));
            return lines.size() > 1 || credential.isEmpty() ? Reason.MALFORMED_JWT : Reason.valueOf(credential);
        }
    }
}
