package dev.tallystick.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.reference.server.Capability;
import dev.tallystick.reference.server.RunningServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract's tables, row by row, over the wire. */
class ContractTablesTest extends OnEveryAdapter {

    private static final String KEY = "k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE";
    private static final String GONE_KEY = "gone:YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY";

    static Stream<Arguments> evidence() {
        return Tables.read("evidence.table").stream()
                .flatMap(site -> site.rows().stream().map(row -> Arguments.of(site, row)));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("evidence")
    void theEvidenceIsSeen(Tables.Section site, Tables.Row row) {
        String[] request = site.config().get("request").split(" ");
        List<String> keys = new ArrayList<>(site.keys());
        Call call =
                Call.of(request[0], request[2]).host("").withLine(site.config().get("lines"));
        if (request[1].equals("https")) {
            keys.add("trusted-proxies=127.0.0.1");
            call.with("X-Forwarded-Proto", "https");
        }
        row.lines(0).forEach(call::withLine);

        Reply reply = client(keys.toArray(String[]::new)).send(call);

        if (row.column(1).equals("foreign")) {
            assertThat(reply.outcome()).isIn("403 " + row.column(2), refusedByTheServer(row));
        } else {
            assertThat(reply.outcome()).isEqualTo("200");
        }
    }

    /** A server may refuse octets in a header that HTTP doesn't allow there, and then nobody is asked for a reason. */
    private static String refusedByTheServer(Tables.Row row) {
        return row.column(0).contains("\\x") ? "400" : "no such thing";
    }

    static Stream<Arguments> modes() {
        return Tables.read("modes.table").get(0).rows().stream()
                .flatMap(row -> (row.column(1).equals("any") ? Stream.of("http", "https") : Stream.of(row.column(1)))
                        .map(scheme -> Arguments.of(row, scheme)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("modes")
    void aModeMakesOfItWhatItShould(Tables.Row row, String scheme) {
        String target = scheme + "://bank.example";
        String[] keys = {"mode=" + row.column(0), "base-url=" + target, "trusted-origins=https://partner.example"};
        Client client = client(keys);
        String good = client.token("/web");
        String wrong = client(keys).token("/web");

        assertThat(withEvidence(client, row, target, good)).as("token good").isEqualTo(expected(row.column(3), "200"));
        assertThat(withEvidence(client, row, target, null))
                .as("token absent")
                .isEqualTo(expected(row.column(4), "200"));
        assertThat(withEvidence(client, row, target, wrong))
                .as("token wrong")
                .isEqualTo(expected(row.column(5), "200"));
        assertThat(client.send(evidence(SocketTest.handshake("/web/socket"), row, target))
                        .outcome())
                .as("WebSocket handshake")
                .isEqualTo(expected(row.column(6), opened()));
    }

    private static String withEvidence(Client client, Tables.Row row, String target, String token) {
        Call call = evidence(Call.post("/web/echo"), row, target);
        if (token != null) {
            call.with("X-CSRF-Token", token);
        }
        return client.send(call).outcome();
    }

    private static Call evidence(Call call, Tables.Row row, String target) {
        return switch (row.column(2)) {
            case "same" -> call.with("Origin", target);
            case "trusted" -> call.with("Origin", "https://partner.example");
            case "user" -> call.with("Sec-Fetch-Site", "none");
            case "foreign" -> call.with("Origin", "https://evil.example");
            default -> call;
        };
    }

    private static String expected(String column, String allowed) {
        return column.equals("allowed") ? allowed : "403 " + column;
    }

    static Stream<Arguments> reasons() {
        return Tables.read("reasons.table").stream()
                .flatMap(site -> site.rows().stream().map(row -> Arguments.of(site, row)))
                // It needs a clock that can be turned; a real one expires tokens in ConfigurationKeysTest.
                .filter(arguments -> !arguments.get()[1].toString().contains("{old-token}"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("reasons")
    void everyReasonIsGiven(Tables.Section site, Tables.Row row) {
        String[] keys =
                Stream.concat(site.keys().stream(), Stream.of("keys=" + KEY)).toArray(String[]::new);
        Map<String, String> atHand = atHand(client(keys), client(keys));
        String[] request = filled(row.column(2), atHand).split(" ");
        Call call = Call.of(request[0], request[1]).host("").with("Accept", "application/json");
        row.lines(3).forEach(line -> call.withLine(filled(line, atHand)));
        String field = filled(row.column(4), atHand);
        if (!field.equals("-")) {
            call.form("_csrf=" + field);
        }

        Reply reply = client(keys).send(call);

        boolean pathRefusedByTheServer =
                row.column(0).equals("ambiguous-path") && reply.outcome().equals("400");
        assertThat(pathRefusedByTheServer ? "400 ambiguous-path" : reply.outcome())
                .isEqualTo(row.column(1) + " " + row.column(0));
    }

    private Map<String, String> atHand(Client browser, Client other) {
        Map<String, String> atHand = new LinkedHashMap<>();
        atHand.put("{token}", token(browser));
        atHand.put("{cookie}", browser.cookieHeader());
        atHand.put("{other-token}", token(other));
        try (RunningServer before = Sites.start("keys=" + GONE_KEY, "base-url=https://bank.example", "max-age=PT1H")) {
            atHand.put("{gone-key-token}", token(new Client(before.port()).setCookies(browser.cookieHeader())));
        }
        atHand.put("{big}", "x".repeat(1001));
        return atHand;
    }

    private static String token(Client client) {
        return client.send(Call.get("/web/token").host("bank.example")).json("token");
    }

    private static String filled(String text, Map<String, String> atHand) {
        String filled = text;
        for (Map.Entry<String, String> thing : atHand.entrySet()) {
            filled = filled.replace(thing.getKey(), thing.getValue());
        }
        return filled;
    }

    static Stream<Arguments> browsers() {
        return Tables.read("browsers.table").stream()
                .flatMap(site -> site.rows().stream().map(row -> Arguments.of(site, row)));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("browsers")
    void whatRealBrowsersSendIsTold(Tables.Section site, Tables.Row row) {
        Client client = client(site.keys().toArray(String[]::new));
        String token = client.token("/web");

        String without = client.send(sentByABrowser(row)).outcome();
        String with =
                client.send(sentByABrowser(row).with("X-CSRF-Token", token)).outcome();

        if (!row.column(2).equals("passes")) {
            assertThat(List.of(without, with)).containsOnly("403 " + row.column(2));
        } else if (row.column(0).equals("handshake")) {
            assertThat(without).isEqualTo(opened());
        } else {
            assertThat(List.of(without, with)).containsExactly("403 missing-token", "200");
        }
    }

    private static Call sentByABrowser(Tables.Row row) {
        Call call = row.column(0).equals("handshake")
                ? SocketTest.handshake("/web/socket")
                : Call.of(row.column(0), "/web/echo");
        row.lines(1).forEach(call::withLine);
        return call;
    }

    static Stream<Tables.Row> paths() {
        return Tables.read("paths.table").stream().flatMap(section -> section.rows().stream());
    }

    @ParameterizedTest
    @MethodSource("paths")
    void aPathIsReadInOneWayOrReachesNoView(Tables.Row row) {
        assertPath(row, client("mounts=/web=none", "otherwise=none"), row.column(1));
        assertPath(
                row,
                client("mounts=/web=none", "otherwise=none", "allow-path-parameters=true"),
                row.column(2).equals("=") || !can(Capability.PATH_PARAMETERS) ? row.column(1) : row.column(2));
    }

    private static void assertPath(Tables.Row row, Client client, String expected) {
        Reply reply = client.sendWhatMayBeCut(Call.get(Tables.octets(row.column(0))));

        if (!row.column(0).startsWith("/")) {
            // No path at all: some servers take that for the root, and say so by a redirect.
            // The one that is a URL has a path, at which there is no view.
            assertThat(reply.isRefusedByTheServer() || reply.status() / 100 == 3 || reply.status() == 404)
                    .as(reply.toString())
                    .isTrue();
        } else if (row.column(0).contains(" ") || row.column(0).contains("\\x09")) {
            // Some servers take the path to end there, and then so does everybody else.
            assertThat(reply.status() == 0 || reply.status() / 100 == 4)
                    .as(reply.toString())
                    .isTrue();
        } else if (expected.equals("ambiguous")) {
            assertThat(reply.outcome().equals("400 ambiguous-path") || reply.isRefusedByTheServer())
                    .as(reply.toString())
                    .isTrue();
        } else {
            assertThat(reply.status()).isEqualTo(expected.endsWith("/echo") ? 200 : 404);
        }
    }

    @Test
    void noContentTypePassesUnchecked() {
        Client client = client();
        client.token("/web");
        String[][] bodies = {
            {"", ""},
            {"", "field=x"},
            {"text/plain", "field=x"},
            {"text/plain; application/json", "{}"},
            {"application/json", "{}"},
            {"application/csp-report", "{}"},
            {"text/ping", "PING"},
            {"multipart/form-data; boundary=x", "--x--\r\n"},
            {"application/x-www-form-urlencoded", "field=x"}
        };

        for (String[] body : bodies) {
            Call foreign = Call.post("/web/echo").with("Origin", "https://evil.example");
            assertThat(client.send(foreign.body(body[0], body[1])).outcome())
                    .as("%s, foreign", body[0])
                    .isEqualTo("403 untrusted-origin");
            Call own = Call.post("/web/echo").with("Origin", client.origin());
            assertThat(client.send(own.body(body[0], body[1])).outcome())
                    .as("%s, without a token", body[0])
                    .isEqualTo("403 missing-token");
        }
    }
}
