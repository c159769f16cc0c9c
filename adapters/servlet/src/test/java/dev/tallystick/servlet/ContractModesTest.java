package dev.tallystick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Mode;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code modes.table}, row by row, through the filter on Jetty. */
class ContractModesTest {

    private static final List<String> SCHEMES = List.of("https", "http");

    @TestFactory
    Stream<DynamicContainer> decidesAsTheTableSays() {
        return Stream.of(Mode.values())
                .flatMap(mode -> SCHEMES.stream().map(scheme -> {
                    Site site = new Site(mode, scheme);
                    return DynamicContainer.dynamicContainer(
                            mode.code() + ", " + scheme,
                            rows(mode, scheme).stream()
                                    .map(row -> DynamicTest.dynamicTest(row.toString(), () -> play(site, row)))
                                    .onClose(site.site::close));
                }));
    }

    @Test
    void playsEveryRowOfTheTable() {
        List<ContractTables.Row> played = Stream.of(Mode.values())
                .flatMap(mode -> SCHEMES.stream().flatMap(scheme -> rows(mode, scheme).stream()))
                .toList();

        assertThat(played).hasSize(Mode.values().length * SCHEMES.size() * 5);
        assertThat(played.stream().collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(ContractTables.rows("modes.table"));
    }

    @Test
    void onlyTheSafeMethodsPassWhateverTheirHeadersSay() {
        Site site = new Site(Mode.STRICT, "https");
        try (ContractSite open = site.site) {
            List<String> foreign =
                    List.of("Host: bank.example", "Origin: https://evil.example", "Sec-Fetch-Site: cross-site");
            for (String safe : List.of("GET", "HEAD", "OPTIONS", "TRACE", "QUERY")) {
                open.send(ContractSite.request(safe, "/web/echo", foreign)).assertAllowed();
            }
            for (String unsafe : List.of("POST", "PUT", "PATCH", "DELETE", "PROPFIND", "get")) {
                open.send(ContractSite.request(unsafe, "/web/echo", foreign)).assertDenied("untrusted-origin");
            }
        }
    }

    private static List<ContractTables.Row> rows(Mode mode, String scheme) {
        return ContractTables.rows("modes.table").stream()
                .filter(row -> row.column(0).equals(mode.code()))
                .filter(row -> row.column(1).equals("any") || row.column(1).equals(scheme))
                .toList();
    }

    private static void play(Site site, ContractTables.Row row) {
        String evidence = row.column(2);
        expect(row.column(3), site.send(site.post(evidence).header("X-CSRF-Token", site.own)));
        expect(row.column(3), site.send(site.post(evidence).form("_csrf=" + site.own)));
        expect(row.column(4), site.send(site.post(evidence)));
        expect(row.column(5), site.send(site.post(evidence).header("X-CSRF-Token", site.others)));
        ContractSite.Answer handshake = site.send(site.handshake(evidence));
        expect(row.column(6), handshake);
        assertThat(handshake.response().status() == 101).isEqualTo(row.column(6).equals("allowed"));
    }

    private static void expect(String outcome, ContractSite.Answer answer) {
        if (outcome.equals("allowed")) {
            answer.assertAllowed();
        } else {
            answer.assertDenied(outcome);
        }
    }

    /** A site, and two browsers that have opened a page of it. */
    private static final class Site {

        private final ContractSite site;
        private final String scheme;
        private final String cookie;
        private final String own;
        private final String others;

        Site(Mode mode, String scheme) {
            this.scheme = scheme;
            this.site = ContractSite.start(
                    CsrfProtection.builder(ContractSite.keyRing("first"))
                            .baseUrl(scheme + "://bank.example")
                            .trustedOrigin("https://partner.example")
                            .mode(mode)
                            .build(),
                    scheme);
            WireReply page = page();
            this.cookie = page.header("Set-Cookie")
                    .substring(0, page.header("Set-Cookie").indexOf(';'));
            this.own = page.body();
            this.others = page().body();
        }

        private WireReply page() {
            ContractSite.Answer answer =
                    site.send(ContractSite.request("GET", "/web/form", List.of("Host: bank.example")));
            answer.assertAllowed();
            return answer.response();
        }

        ContractSite.Answer send(WireRequest request) {
            return site.send(request);
        }

        WireRequest post(String evidence) {
            return ContractSite.request("POST", "/web/echo", lines(evidence));
        }

        WireRequest handshake(String evidence) {
            return ContractSite.request("GET", "/web/socket", lines(evidence))
                    .header("Connection", "keep-alive, Upgrade")
                    .header("Upgrade", "websocket")
                    .header("Sec-WebSocket-Version", "13")
                    .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        }

        private List<String> lines(String evidence) {
            List<String> lines = new ArrayList<>(List.of("Host: bank.example", "Cookie: " + cookie));
            switch (evidence) {
                case "same" -> lines.add("Origin: " + scheme + "://bank.example");
                case "trusted" -> lines.add("Origin: https://partner.example");
                case "user" -> lines.add("Sec-Fetch-Site: none");
                case "foreign" -> lines.add("Origin: https://evil.example");
                case "unknown" -> {}
                default -> throw new IllegalArgumentException(evidence);
            }
            return lines;
        }
    }
}
