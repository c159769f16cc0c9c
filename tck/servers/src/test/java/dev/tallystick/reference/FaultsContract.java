package dev.tallystick.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tallystick.CsrfProtection;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.reference.server.RunningServer;
import dev.tallystick.reference.server.Setup;
import dev.tallystick.token.KeyRing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What goes wrong in a network and with clocks. Each time: no view is reached by mistake, one line says so, the next request is answered
 * as ever, and nothing stays behind.
 */
@Timeout(60)
abstract class FaultsContract extends OnEveryAdapter {

    private static final int CLIENTS = 10;
    private static final int MOST_OCTETS = 16 * 1024 * 1024;
    private static final int UNHURRIED_FROM = 4 * 1024 * 1024;
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";
    private static final Jwts JWTS = Jwts.INSTANCE;

    private final Journal journal = Journal.open();

    @AfterEach
    void closeTheJournal() {
        journal.close();
    }

    /** Something that happens to a server. */
    private interface Fault {
        void happen() throws Exception;
    }

    /** Once so that pools and caches have what they want, then some more: these must add nothing. */
    private static void leavesNothing(Fault fault) throws Exception {
        fault.happen();
        fault.happen();
        Held before = settled(null);
        for (int i = 0; i < 3; i++) {
            fault.happen();
        }
        assertThat(settled(before)).matches(after -> after.isWithin(before), "within " + before);
    }

    /** Servers close connections and end threads a little later. */
    private static Held settled(Held before) throws InterruptedException {
        Held held = Held.now();
        for (int i = 0; i < 40 && (before == null ? i < 2 : !held.isWithin(before)); i++) {
            Thread.sleep(100);
            held = Held.now();
        }
        return held;
    }

    private static String head(Client client, String path, String more) {
        return "POST " + path + " HTTP/1.1\r\nHost: " + client.host() + "\r\nOrigin: " + client.origin() + "\r\n"
                + "Accept: application/json\r\nCookie: " + client.cookieHeader() + "\r\n" + more;
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The status of what the server says until it closes; 0 if it says nothing. */
    private static int statusOrClosed(Socket socket) {
        try {
            String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
            return answer.length() < 12 ? 0 : Integer.parseInt(answer.substring(9, 12));
        } catch (SocketTimeoutException e) {
            return -1;
        } catch (IOException e) {
            return 0;
        }
    }

    // ---- bodies

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatStopsInTheMiddleOfABodyReachesNoView(boolean waitsForAnAnswer) throws Exception {
        Client ann = client().login("/web", "ann");
        String begun = "user=mallory&_csrf=" + ann.token("/web");

        leavesNothing(() -> {
            journal.clear();
            for (int i = 0; i < CLIENTS; i++) {
                try (Socket socket = ann.connect()) {
                    socket.getOutputStream()
                            .write(octets(head(ann, "/web/login", FORM + "Content-Length: 5000\r\n\r\n") + begun));
                    if (waitsForAnAnswer) {
                        socket.shutdownOutput();
                        assertThat(statusOrClosed(socket)).isIn(0, 400, 403, 408);
                    }
                }
            }
            assertThat(ann.get("/web/echo").json("user")).isEqualTo("ann");
            assertThat(journal.ours()).hasSizeLessThanOrEqualTo(CLIENTS);
            assertThat(journal.failures()).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"field=", "a=1&"})
    void aFormWithoutEndIsCutOff(String beginning) throws Exception {
        isCutOff(
                "application/x-www-form-urlencoded",
                beginning,
                beginning.endsWith("&") ? beginning.repeat(2000) : "x".repeat(8000));
    }

    /** A body whose beginning is this, and whose rest comes again and again. */
    final void isCutOff(String type, String beginning, String rest) throws Exception {
        Client client = client();
        client.token("/web");

        leavesNothing(() -> {
            journal.clear();
            int status = statusOfEndless(client, client.origin(), type, beginning, rest);
            // A server may have bounds of its own below ours.
            assertThat(status).isIn(413, 400, 0);
            assertThat(client.get("/web/echo").status()).isEqualTo(200);
            assertThat(journal.ours()).hasSizeLessThanOrEqualTo(1);
            if (status == 413) {
                assertThat(journal.ours()).singleElement().asString().contains("body-too-large");
            }
            assertThat(journal.failures()).isEmpty();
        });
    }

    @Test
    void aBodyWithoutEndOfAForeignPageIsRefusedByItsHead() throws Exception {
        Client client = client();
        client.token("/web");

        leavesNothing(() -> {
            journal.clear();
            assertThat(statusOfEndless(
                            client,
                            "https://evil.example",
                            "application/x-www-form-urlencoded",
                            "a=",
                            "x".repeat(8000)))
                    .isIn(403, 0);
            assertThat(client.get("/web/echo").status()).isEqualTo(200);
            assertThat(journal.ours()).singleElement().asString().contains("untrusted-origin");
            assertThat(journal.failures()).isEmpty();
        });
    }

    /** Sends chunks until there is an answer, or the connection is closed. */
    private static int statusOfEndless(Client client, String origin, String type, String beginning, String more)
            throws Exception {
        String head = head(client, "/web/echo", "Content-Type: " + type + "\r\nTransfer-Encoding: chunked\r\n\r\n")
                .replace("Origin: " + client.origin(), "Origin: " + origin);
        try (Socket socket = client.connect()) {
            AtomicReference<Integer> status = new AtomicReference<>();
            CountDownLatch answered = new CountDownLatch(1);
            Thread reader = new Thread(() -> {
                status.set(statusOrClosed(socket));
                answered.countDown();
            });
            reader.start();
            long sent = 0;
            try {
                OutputStream out = socket.getOutputStream();
                out.write(octets(head + chunk(beginning)));
                byte[] chunk = octets(chunk(more));
                while (answered.getCount() > 0 && sent < MOST_OCTETS) {
                    out.write(chunk);
                    sent += chunk.length;
                    if (sent > UNHURRIED_FROM) {
                        // Longer than any form may be: the answer is under way, and its reader wants the processor.
                        Thread.sleep(1);
                    }
                }
            } catch (IOException e) {
                // The server has closed the connection: that is what is asked for.
            }
            assertThat(answered.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(sent).as("octets that were taken").isLessThan(MOST_OCTETS);
            reader.join();
            return status.get();
        }
    }

    private static String chunk(String content) {
        return Integer.toHexString(content.length()) + "\r\n" + content + "\r\n";
    }

    // ---- heads

    @Test
    void aHundredThousandHeadersLetNothingThrough() throws Exception {
        Client client = client();
        String token = client.token("/web");
        ByteArrayOutputStream call = new ByteArrayOutputStream();
        call.writeBytes(octets(head(client, "/web/echo", "X-CSRF-Token: " + token + "\r\nContent-Length: 0\r\n")));
        for (int i = 0; i < 100_000; i++) {
            call.writeBytes(octets("X-" + i + ": y\r\n"));
        }
        call.writeBytes(octets("Origin: https://evil.example\r\n\r\n"));

        leavesNothing(() -> {
            journal.clear();
            try (Socket socket = client.connect()) {
                try {
                    socket.getOutputStream().write(call.toByteArray());
                } catch (IOException e) {
                    // Closed before all was read.
                }
                assertThat(statusOrClosed(socket)).isIn(0, 400, 403, 413, 431);
            }
            assertThat(client.get("/web/echo").status()).isEqualTo(200);
            assertThat(journal.ours()).hasSizeLessThanOrEqualTo(1);
            assertThat(journal.failures()).isEmpty();
        });
    }

    @Test
    void headersThatDripHoldNobodyElseUpAndAreJudgedAsAnyOthers() throws Exception {
        Client client = client();
        client.token("/web");
        byte[] call = octets(head(client, "/web/echo", "Content-Length: 0\r\nSec-Fetch-Site: cross-site\r\n\r\n")
                .replace("Origin: " + client.origin(), "Origin: https://evil.example"));

        leavesNothing(() -> {
            journal.clear();
            List<Socket> dripping = new ArrayList<>();
            try {
                for (int i = 0; i < CLIENTS; i++) {
                    dripping.add(client.connect());
                }
                for (int at = 0; at < 30; at++) {
                    for (Socket socket : dripping) {
                        socket.getOutputStream().write(call[at]);
                    }
                    Thread.sleep(2);
                    if (at % 10 == 0) {
                        long start = System.nanoTime();
                        assertThat(client.get("/web/echo").status()).isEqualTo(200);
                        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
                    }
                }
                for (Socket socket : dripping) {
                    socket.getOutputStream().write(call, 30, call.length - 30);
                    assertThat(statusOrClosed(socket)).isEqualTo(403);
                }
            } finally {
                for (Socket socket : dripping) {
                    socket.close();
                }
            }
            assertThat(journal.ours())
                    .hasSize(CLIENTS)
                    .allSatisfy(line -> assertThat(line).contains("untrusted-origin"));
            assertThat(journal.failures()).isEmpty();
        });
    }

    // ---- the issuer's keys

    private static RunningServer withKeysFrom(int port) {
        return Sites.start(
                "mounts=/web=csrf,/mobile=jwt",
                "jwt.jwks=http://127.0.0.1:" + port + "/jwks.json",
                "jwt.issuer=" + Jwts.ISSUER,
                "jwt.audience=" + Jwts.AUDIENCE,
                "jwt.claim.mobile=true");
    }

    private static Call asPhone() {
        return Call.post("/mobile/echo").form("field=x").with("Authorization", "Bearer " + JWTS.valid());
    }

    @Test
    void whileTheIssuersKeysAreOutOfReachPhonesAreRefusedAndOneLineSaysWhy() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        try (RunningServer server = withKeysFrom(port)) {
            Client client = new Client(server.port());
            for (int i = 0; i < CLIENTS; i++) {
                assertThat(client.send(asPhone()).outcome()).isEqualTo("401 invalid-jwt");
            }
            assertThat(client.login("/web", "ann").get("/web/echo").json("user"))
                    .isEqualTo("ann");
        }
        assertThat(journal.ours().stream().filter(line -> line.contains("JWK Set")))
                .singleElement()
                .asString()
                .contains("every JWT is refused");
        assertThat(journal.failures()).isEmpty();
    }

    @Test
    void whileTheIssuersKeysAreSlowToComeNobodyElseWaits() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch let = new CountDownLatch(1);
        HttpServer issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] keys = Files.readAllBytes(JWTS.file());
        issuer.createContext("/", exchange -> {
            asked.countDown();
            try {
                let.await(2, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        issuer.start();
        ExecutorService phone = Executors.newSingleThreadExecutor();
        try (RunningServer server = withKeysFrom(issuer.getAddress().getPort())) {
            Client client = new Client(server.port());
            var answer = phone.submit(() -> client.send(asPhone()).outcome());
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

            long start = System.nanoTime();
            Client ann = new Client(server.port()).login("/web", "ann");
            assertThat(ann.get("/web/echo").json("user")).isEqualTo("ann");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1900));

            let.countDown();
            assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("200");
        } finally {
            phone.shutdownNow();
            issuer.stop(0);
        }
        assertThat(journal.failures()).isEmpty();
    }

    // ---- clocks

    @Test
    void aClockThatIsSetBackRefusesTheTokensOfTheFutureAndNoOthers() throws Exception {
        Instant noon = Instant.parse("2026-11-24T12:00:00Z");
        AtomicReference<Instant> clock = new AtomicReference<>(noon);
        Protection web = CsrfProtection.builder(KeyRing.parse("a:" + "A".repeat(43)))
                .maxAge(Duration.ofHours(1))
                .clock(clock::get)
                .build();
        Router router = Router.builder()
                .mount("/web", web)
                .otherwise(Protection.denyAll())
                .build();
        try (RunningServer server = ADAPTER.start(new Setup(new Properties(), router, List.of("/web"), false), 0)) {
            Client client = new Client(server.port());
            String ofNoon = client.token("/web");
            assertThat(echo(client, ofNoon)).isEqualTo("200");

            clock.set(noon.minus(Duration.ofHours(3)));
            journal.clear();
            assertThat(echo(client, ofNoon)).isEqualTo("403 expired-token");
            assertThat(journal.ours()).hasSize(1);
            String ofMorning = client.token("/web");
            assertThat(echo(client, ofMorning)).isEqualTo("200");

            clock.set(noon);
            assertThat(echo(client, ofNoon)).isEqualTo("200");
            assertThat(echo(client, ofMorning)).isEqualTo("403 expired-token");
        }
        assertThat(journal.failures()).isEmpty();
    }

    private static String echo(Client client, String token) {
        return client.send(
                        Call.post("/web/echo").with("Origin", client.origin()).with("X-CSRF-Token", token))
                .outcome();
    }
}
