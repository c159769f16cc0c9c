package dev.tallystick.bank;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tallystick.bank.Browser.Page;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The window that shows every decision. */
class WatchTest {

    private static final String EVIL = "Origin: http://evil.localhost:8081";
    private static final String FORM = "Content-Type: " + Browser.FORM;

    private TestBank bank;
    private Browser browser;

    @BeforeEach
    void open() throws IOException {
        bank = TestBank.open();
        browser = bank.browser();
    }

    @AfterEach
    void close() {
        bank.close();
    }

    /** Somebody who watches. */
    private final class Watcher implements AutoCloseable {

        private final Socket socket;
        private final BufferedReader in;

        Watcher(String... headers) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), bank.site.port());
            socket.setSoTimeout(10_000);
            String request = "GET /watch/stream HTTP/1.1\r\nHost: bank.localhost\r\nAccept: text/event-stream\r\n"
                    + String.join(
                            "",
                            List.of(headers).stream().map(line -> line + "\r\n").toList()) + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        /** The next line that begins so; null if the stream ended before. */
        String next(String start) throws IOException {
            long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            String line = in.readLine();
            while (line != null && !line.startsWith(start)) {
                assertThat(System.nanoTime()).as("waiting for " + start).isLessThan(end);
                line = in.readLine();
            }
            return line;
        }

        JsonNode nextDecision() throws IOException {
            return JsonMapper.builder().build().readTree(next("data: ").substring("data: ".length()));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private Page forge(String mount) throws IOException {
        return browser.send(
                "POST", mount + "/transfers", "to=mallory&amount=10.01", EVIL, FORM, "Sec-Fetch-Site: cross-site");
    }

    private List<JsonNode> decisions() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        browser.get("/watch/state").json().path("decisions").forEach(all::add);
        return all;
    }

    @Test
    void showsAForgeryThatWasRefused() throws IOException {
        browser.signIn("/web", "ann");
        try (Watcher watcher = new Watcher()) {
            assertThat(watcher.next("Content-Type")).isEqualTo("Content-Type: text/event-stream;charset=utf-8");
            forge("/web");
            JsonNode decision = watcher.nextDecision();
            while (!decision.path("path").asText().equals("/web/transfers")) {
                decision = watcher.nextDecision();
            }
            assertThat(decision.path("method").asText()).isEqualTo("POST");
            assertThat(decision.path("mount").asText()).isEqualTo("/web");
            assertThat(decision.path("origin").asText()).isEqualTo("http://evil.localhost:8081");
            assertThat(decision.path("fetchSite").asText()).isEqualTo("cross-site");
            assertThat(decision.path("evidence").asText()).isEqualTo("foreign");
            assertThat(decision.path("rule").asText()).isEqualTo("origin");
            assertThat(decision.path("allowed").asBoolean()).isFalse();
            assertThat(decision.path("reason").asText()).isEqualTo("untrusted-origin");
            assertThat(decision.path("moved").isNull()).isTrue();
        }
    }

    @Test
    void showsTheMoneyThatWasStolenThroughTheOpenDoor() throws IOException {
        browser.signIn("/web", "ann");
        forge("/open");
        JsonNode last = decisions().get(decisions().size() - 1);
        assertThat(last.path("allowed").asBoolean()).isTrue();
        assertThat(last.path("rule").asText()).isEqualTo("unprotected");
        assertThat(last.path("effect").asText()).isEqualTo("ann paid mallory £10.01");
        assertThat(last.path("moved").path("amount").asLong()).isEqualTo(1001);
        assertThat(last.path("revision").asLong()).isGreaterThan(last.path("id").asLong());
    }

    @Test
    void saysWhyNothingMovedWhereTheBrowserKeptTheCookie() throws IOException {
        forge("/open");
        assertThat(decisions().get(0).path("effect").asText()).isEqualTo("not signed in: no session cookie came");
        browser.cookies().put("bank", "gone");
        forge("/open");
        assertThat(decisions().get(1).path("effect").asText()).isEqualTo("not signed in: the session has ended");
    }

    @Test
    void anybodyMayReadTheStateFromAnywhere() throws IOException {
        browser.signIn("/web", "ann");
        forge("/open");
        Page page = browser.get("/watch/state", EVIL);
        assertThat(page.header("Access-Control-Allow-Origin")).isEqualTo("*");
        JsonNode state = page.json();
        assertThat(state.path("total").asLong()).isEqualTo(150_000);
        assertThat(state.path("balances").path("mallory").asLong()).isEqualTo(1001);
        assertThat(state.path("transfers").get(0).path("to").asText()).isEqualTo("mallory");
        long seen = decisions().get(decisions().size() - 1).path("revision").asLong();
        assertThat(browser.get("/watch/state?since=" + seen).json().path("decisions"))
                .isEmpty();
        assertThat(browser.get("/watch/state?since=x").json().path("decisions")).isNotEmpty();
    }

    @Test
    void leavesOutWhatIsNoDoor() throws IOException {
        browser.get("/");
        browser.get("/assets/bank.css");
        browser.get("/watch");
        browser.get("/nothing");
        assertThat(decisions()).isEmpty();
        browser.send("POST", "/nothing", "", EVIL);
        assertThat(decisions()).hasSize(1);
        assertThat(decisions().get(0).path("mount").asText()).isEmpty();
    }

    @Test
    void aWatcherWhoWasAwayGetsWhatWasMissed() throws IOException {
        browser.get("/web/login");
        browser.get("/open/login");
        long first = decisions().get(0).path("revision").asLong();
        try (Watcher watcher = new Watcher("Last-Event-ID: " + first)) {
            assertThat(watcher.next("id: "))
                    .isEqualTo("id: " + decisions().get(1).path("revision").asLong());
            assertThat(watcher.nextDecision().path("path").asText()).isEqualTo("/open/login");
        }
    }

    @Test
    void keepsTheLatestAndForgetsTheRest() throws IOException {
        Browser other = bank.browser();
        for (int i = 0; i < 320; i++) {
            other.send("POST", "/nothing/" + i, "", EVIL);
        }
        List<JsonNode> kept = decisions();
        assertThat(kept).hasSize(300);
        assertThat(kept.get(299).path("path").asText()).isEqualTo("/nothing/319");
    }

    @Test
    void whatAClientSentCanNotBreakOutOfAnEvent() throws IOException {
        Page refused = browser.send("POST", "/web/x", "", "Origin: http://evil.localhost\"}<script>");
        assertThat(refused.status()).as(refused.body()).isEqualTo(403);
        try (Watcher watcher = new Watcher()) {
            JsonNode decision = watcher.nextDecision();
            assertThat(decision.path("origin").asText()).isEqualTo("http://evil.localhost'}<script>");
            assertThat(watcher.in.readLine()).isEmpty();
        }
        assertThat(browser.get("/assets/watch.js").body())
                .doesNotContain("innerHTML", "insertAdjacentHTML", "document.write");
        assertThat(browser.get("/assets/account.js").body())
                .doesNotContain("innerHTML", "insertAdjacentHTML", "document.write", "reload");
    }

    @Test
    void thereIsRoomForSoManyAndTheRestIsToldSo() throws IOException {
        List<Watcher> watchers = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                Watcher watcher = new Watcher();
                watchers.add(watcher);
                assertThat(watcher.next("retry")).isNotNull();
            }
            Page refused = browser.get("/watch/stream");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isEqualTo("5");
            assertThat(browser.get("/web/login").status())
                    .as("the bank goes on")
                    .isEqualTo(200);
        } finally {
            for (Watcher watcher : watchers) {
                watcher.close();
            }
        }
    }

    @Test
    void theBankClosesAtOnceWhoeverWatches() throws IOException {
        try (Watcher one = new Watcher();
                Watcher two = new Watcher()) {
            assertThat(one.next("retry")).isNotNull();
            assertThat(two.next("retry")).isNotNull();
            long begun = System.nanoTime();
            bank.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
            assertThat(one.next("data")).isNull();
        }
    }

    @Test
    void thePageSaysWhatItIs() throws IOException {
        String page = browser.get("/watch").body();
        assertThat(page).contains("The demonstration's own window", "/assets/watch.js");
        assertThat(browser.send("HEAD", "/watch", "").status()).isEqualTo(200);
    }
}
