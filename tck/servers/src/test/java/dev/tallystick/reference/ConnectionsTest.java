package dev.tallystick.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that carry several requests, as those of proxies and of attackers do: each is judged as if it were alone. */
class ConnectionsTest extends OnEveryAdapter {

    private static final Jwts JWTS = Jwts.INSTANCE;

    private Client client() {
        return client(
                "mounts=/web=csrf,/mobile=jwt,/open=none,/both=bearer-or-csrf",
                "jwt.jwks=" + JWTS.file(),
                "jwt.issuer=" + Jwts.ISSUER,
                "jwt.audience=" + Jwts.AUDIENCE,
                "jwt.claim.mobile=true");
    }

    /** Sends all of them before any answer is read, or each when the one before was answered. */
    private static List<Reply> over(boolean atOnce, Client client, List<Call> calls) {
        List<Reply> replies = new ArrayList<>();
        try (Socket socket = client.connect()) {
            InputStream in = socket.getInputStream();
            if (atOnce) {
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                calls.forEach(call -> all.writeBytes(call.bytes(client.host())));
                socket.getOutputStream().write(all.toByteArray());
            }
            for (Call call : calls) {
                if (!atOnce) {
                    socket.getOutputStream().write(call.bytes(client.host()));
                }
                replies.add(Reply.read(in, call.isHead()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return replies;
    }

    private static Call asked(Call call) {
        return call.with("Accept", "application/json");
    }

    private static Call asPhone(Call call) {
        return asked(call).with("Authorization", "Bearer " + JWTS.valid());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoSentARequestIsNobodyInTheNext(boolean atOnce) {
        Client ann = client().login("/web", "ann");
        Client bob = client().login("/web", "bob");
        Call annsPhone = asPhone(Call.get("/both/echo")).with("Cookie", ann.cookieHeader());

        List<Reply> replies = over(
                atOnce,
                client(),
                List.of(
                        asked(Call.get("/web/echo")).with("Cookie", ann.cookieHeader()),
                        asked(Call.get("/web/echo")),
                        asPhone(Call.post("/mobile/echo").form("field=x")),
                        asked(Call.get("/both/echo")),
                        asked(Call.get("/web/echo")).with("Cookie", bob.cookieHeader()),
                        annsPhone,
                        asked(Call.get("/both/echo")).with("Cookie", ann.cookieHeader()),
                        asked(Call.post("/mobile/echo")).with("Cookie", ann.cookieHeader()),
                        asked(Call.get("/open/echo"))));

        assertThat(replies)
                .extracting(Reply::outcome)
                .containsExactly("200", "200", "200", "200", "200", "200", "200", "401 missing-jwt", "200");
        assertThat(replies)
                .filteredOn(reply -> reply.status() == 200)
                .extracting(reply -> reply.json("user"))
                .containsExactly("ann", null, Jwts.SUBJECT, null, "bob", Jwts.SUBJECT, "ann", null);
        assertThat(List.of(replies.get(1), replies.get(2), replies.get(3), replies.get(5), replies.get(8)))
                .extracting(reply -> reply.json("cookies"))
                .containsOnly("[]");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatARequestHoldsIsNotInTheNext(boolean atOnce) {
        Client client = client();
        String token = client.token("/web");
        String cookies = client.cookieHeader();

        List<Reply> replies = over(
                atOnce,
                client,
                List.of(
                        asked(Call.post("/web/echo"))
                                .with("Cookie", cookies)
                                .form("field=x&_csrf=" + token)
                                .chunked(),
                        asked(Call.post("/web/echo")).with("Cookie", cookies),
                        asked(Call.post("/web/echo")).with("Cookie", cookies).with("X-CSRF-Token", token),
                        asked(Call.post("/web/upload"))
                                .with("Cookie", cookies)
                                .multipart(
                                        "name=\"_csrf\"",
                                        token,
                                        "name=\"field\"",
                                        "y",
                                        "name=\"f\"; filename=\"f\"",
                                        "abc"),
                        asked(Call.post("/web/upload"))
                                .with("Cookie", cookies)
                                .with("X-CSRF-Token", token)
                                .multipart("name=\"other\"", "z"),
                        asked(Call.post("/open/echo")),
                        asked(Call.post("/web/echo")).with("Cookie", cookies).form("field=x"),
                        asked(Call.post("/web/echo")).form("field=x&_csrf=" + token)));

        assertThat(replies)
                .extracting(Reply::outcome)
                .containsExactly(
                        "200",
                        "403 missing-token",
                        "200",
                        "200",
                        "200",
                        "200",
                        "403 missing-token",
                        "403 missing-secret");
        assertThat(replies)
                .filteredOn(reply -> reply.status() == 200)
                .extracting(reply -> reply.json("field"))
                .containsExactly("x", null, "y", null, null);
        assertThat(replies.get(3).json("fileBytes")).isEqualTo("3");
        assertThat(replies.get(4).json("fileBytes")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theHeadersOfAnAnswerAreNotThoseOfTheNext(boolean atOnce) {
        Call foreign = asked(Call.post("/web/echo").form("field=x")).with("Origin", "https://evil.example");

        List<Reply> replies = over(
                atOnce,
                client(),
                List.of(
                        asked(Call.get("/web/token")),
                        asked(Call.get("/web/plain")),
                        foreign,
                        asked(Call.of("HEAD", "/web/plain")),
                        asked(Call.post("/mobile/echo")),
                        asked(Call.get("/web/nothing")),
                        asked(Call.get("/open/plain"))));

        assertThat(replies)
                .extracting(Reply::outcome)
                .containsExactly("200", "200", "403 untrusted-origin", "200", "401 missing-jwt", "404", "200");
        assertThat(replies.get(0).headers("Set-Cookie")).hasSize(1);
        for (int i : new int[] {1, 3, 6}) {
            for (String name : new String[] {"Set-Cookie", "Vary", "Cache-Control", "WWW-Authenticate"}) {
                assertThat(replies.get(i).headers(name))
                        .as("%s of answer %s", name, i)
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        // Where it goes, with which line, and how it ends: a server may refuse such a form itself.
        "/web/echo, Origin: https://evil.example, 403",
        "/web/echo, X: y, 403",
        "/mobile/echo, X: y, 401",
        "/web//echo, X: y, 400",
        "/elsewhere, X: y, 403",
        "/open/nothing, X: y, 40[045]",
        "/open/plain, X: y, 40[05]",
        "/open/echo, X: y, 200|400",
    })
    void theBodyOfARequestIsNeverTheNextRequest(String path, String line, String status) throws IOException {
        Client client = client();
        String hidden = "POST /open/echo?hidden HTTP/1.1\r\nHost: " + client.host() + "\r\nContent-Length: 0\r\n\r\n";
        for (String body : new String[] {hidden, hidden.repeat(20), hidden.repeat(3_000)}) {
            for (String type : new String[] {"application/x-www-form-urlencoded", "text/plain"}) {
                Call call = asked(Call.post(path)).withLine(line).body(type, body);
                Call chunked =
                        asked(Call.post(path)).withLine(line).body(type, body).chunked();
                for (Call sent : List.of(call, chunked)) {
                    String all = untilTheEnd(client, sent, asked(Call.get("/open/form")));

                    assertThat(all.substring(0, 12)).matches("HTTP/1.1 (" + status + ")");
                    // The next request is answered, or the connection is closed.
                    assertThat(all.split("HTTP/1\\.1 ", -1)).hasSizeBetween(2, 3);
                    assertThat(all.split("\"method\"", -1)).hasSize(all.startsWith("HTTP/1.1 200") ? 2 : 1);
                }
            }
        }
    }

    /** Everything that comes over a connection after these, the last of which ends it. */
    private static String untilTheEnd(Client client, Call first, Call last) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try (Socket socket = client.connect()) {
            Thread writer = new Thread(() -> {
                try {
                    socket.getOutputStream().write(first.bytes(client.host()));
                    socket.getOutputStream()
                            .write(last.with("Connection", "close").bytes(client.host()));
                } catch (IOException e) {
                    // The server closed the connection rather than read on.
                }
            });
            writer.start();
            byte[] buffer = new byte[8192];
            int count;
            try {
                while ((count = socket.getInputStream().read(buffer)) >= 0) {
                    read.write(buffer, 0, count);
                }
            } catch (SocketException e) {
                // Closed with octets unread.
            }
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aRefusedHandshakeOpensNothing() throws IOException {
        Client client = client();
        Call foreign = asked(SocketTest.handshake("/web/socket")).with("Origin", "https://evil.example");

        String all = untilTheEnd(client, foreign, asked(Call.get("/open/plain")));

        assertThat(all).startsWith("HTTP/1.1 403").doesNotContain("HTTP/1.1 101");
    }

    @Test
    void aRequestThatAsksForHttp2IsJudgedLikeAnyOther() throws Exception {
        Client client = client();
        String token = client.token("/web");
        HttpClient browser =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

        // The first request of each connection asks for an upgrade (h2c), which some servers grant.
        HttpRequest foreign =
                toEcho(client).header("Origin", "https://evil.example").build();
        HttpResponse<String> refused = browser.send(foreign, BodyHandlers.ofString());
        HttpRequest own = toEcho(client)
                .header("Cookie", client.cookieHeader())
                .header("X-CSRF-Token", token)
                .build();
        HttpResponse<String> passed = browser.send(own, BodyHandlers.ofString());
        HttpRequest without = toEcho(client).build();
        HttpResponse<String> again = browser.send(without, BodyHandlers.ofString());

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("untrusted-origin");
        assertThat(passed.statusCode()).isEqualTo(200);
        assertThat(again.statusCode()).isEqualTo(403);
        assertThat(again.body()).contains("missing-secret");
    }

    private static HttpRequest.Builder toEcho(Client client) {
        return HttpRequest.newBuilder(URI.create(client.origin() + "/web/echo"))
                .header("Accept", "application/json")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("field=x"));
    }
}
