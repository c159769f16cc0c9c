package dev.tallystick.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import dev.tallystick.CsrfToken;
import dev.tallystick.Decision;
import dev.tallystick.Mode;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeResponse;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.Keys;
import dev.tallystick.testing.Tables;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code modes.table}, row by row. */
class ModesTableTest {

    private static final List<Tables.Row> ROWS = Tables.rows("/dev/tallystick/contract/modes.table");
    private static final List<String> METHODS = List.of("POST", "PUT", "PATCH", "DELETE", "CONNECT", "PROPFIND", "get");

    @TestFactory
    Stream<DynamicTest> decidesAsTheTableSays() {
        return ROWS.stream()
                .flatMap(row -> schemes(row)
                        .map(scheme -> DynamicTest.dynamicTest(scheme + ", " + row, () -> play(row, scheme))));
    }

    @TestFactory
    Stream<DynamicTest> takesEveryOtherMethodForUnsafe() {
        return METHODS.stream()
                .map(method -> DynamicTest.dynamicTest(method, () -> {
                    Site site = new Site(Mode.STRICT, "https");
                    assertThat(outcome(site.server.decide(site.request(method).origin("https://evil.example"))))
                            .isEqualTo("untrusted-origin");
                }));
    }

    @TestFactory
    Stream<DynamicTest> letsSafeMethodsPassWhateverTheirHeadersSay() {
        return Stream.of("GET", "HEAD", "OPTIONS", "TRACE", "QUERY")
                .map(method -> DynamicTest.dynamicTest(method, () -> {
                    Site site = new Site(Mode.STRICT, "https");
                    assertThat(outcome(site.server.decide(site.request(method)
                                    .origin("https://evil.example")
                                    .site("cross-site"))))
                            .isEqualTo("allowed");
                    assertThat(site.server.asked()).isEmpty();
                }));
    }

    @Test
    void coversEveryModeSchemeAndEvidence() {
        List<String> keys = ROWS.stream()
                .flatMap(row -> schemes(row).map(scheme -> row.column(0) + " " + scheme + " " + row.column(2)))
                .toList();

        assertThat(keys).doesNotHaveDuplicates().hasSize(Mode.values().length * 2 * 5);
    }

    private static Stream<String> schemes(Tables.Row row) {
        return row.column(1).equals("any") ? Stream.of("https", "http") : Stream.of(row.column(1));
    }

    private static void play(Tables.Row row, String scheme) {
        Site site = new Site(Mode.of(row.column(0)), scheme);
        FakeRequest.Builder post = site.with(row.column(2), site.request("POST"));
        FakeRequest.Builder socket = site.with(row.column(2), site.request("GET"))
                .header("Connection", "keep-alive, Upgrade")
                .header("Upgrade", "websocket");

        assertThat(outcome(site.server.decide(post.copy().header("X-CSRF-Token", site.token()))))
                .as("token good, in the header")
                .isEqualTo(row.column(3));
        assertThat(outcome(site.server.decide(post.copy().form("_csrf", site.token()))))
                .as("token good, in the form")
                .isEqualTo(row.column(3));
        assertThat(outcome(site.server.decide(post.copy()))).as("token absent").isEqualTo(row.column(4));
        assertThat(outcome(site.server.decide(
                        post.copy().header("X-CSRF-Token", new Site(Mode.STRICT, scheme).token()))))
                .as("token wrong")
                .isEqualTo(row.column(5));
        assertThat(outcome(site.server.decide(socket))).as("handshake").isEqualTo(row.column(6));
    }

    private static String outcome(Decision decision) {
        return decision.reason() == null ? "allowed" : decision.reason().code();
    }

    /** A site, and a browser that has opened a page of it. */
    private static final class Site {

        private final FakeServer server;
        private final String scheme;
        private final CsrfToken page;
        private final String cookie;

        Site(Mode mode, String scheme) {
            this.scheme = scheme;
            this.server = FakeServer.of(CsrfProtection.builder(Keys.RING)
                    .baseUrl(scheme + "://bank.example")
                    .trustedOrigin("https://partner.example")
                    .mode(mode)
                    .build());
            FakeResponse response = new FakeResponse();
            this.page = server.begin(FakeRequest.get("/form").scheme(scheme), response);
            page.value();
            String name = scheme.equals("https") ? "__Host-csrf" : "csrf";
            this.cookie = name + "=" + response.cookieValue(name);
        }

        String token() {
            return page.value();
        }

        FakeRequest.Builder request(String method) {
            return FakeRequest.builder(method, "/echo").scheme(scheme).cookie(cookie);
        }

        FakeRequest.Builder with(String evidence, FakeRequest.Builder request) {
            return switch (evidence) {
                case "same" -> request.origin(scheme + "://bank.example");
                case "trusted" -> request.origin("https://partner.example");
                case "user" -> request.site("none");
                case "unknown" -> request;
                case "foreign" -> request.origin("https://evil.example");
                default -> throw new IllegalArgumentException(evidence);
            };
        }
    }
}
