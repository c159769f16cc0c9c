package dev.tallystick.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tallystick.bank.Browser.Page;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The live channel, a WebSocket behind the same doors. */
class LiveTest {

    private final HttpClient http = HttpClient.newHttpClient();
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

    private final class Socket implements WebSocket.Listener {

        private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
        private final WebSocket socket;

        Socket(String mount, String origin, String header, String value) {
            socket = http.newWebSocketBuilder()
                    .header("Origin", origin)
                    .header(header, value)
                    .buildAsync(URI.create("ws://127.0.0.1:" + bank.site.port() + mount + "/live"), this)
                    .join();
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            said.add(data.toString());
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            said.add("closed " + status);
            return null;
        }

        String next() throws InterruptedException {
            return said.poll(10, TimeUnit.SECONDS);
        }

        String ask(String message) throws InterruptedException {
            socket.sendText(message, true).join();
            return next();
        }
    }

    private String own() {
        return "http://127.0.0.1:" + bank.site.port();
    }

    private Socket signedIn(String mount, String user) throws IOException {
        browser = bank.browser();
        browser.signIn(mount, user);
        return new Socket(mount, own(), "Cookie", "bank=" + browser.cookies().get("bank"));
    }

    @ParameterizedTest
    @CsvSource({"/web,ann", "/open,bob"})
    void tellsTheBalanceAndPays(String mount, String user) throws Exception {
        Socket socket = signedIn(mount, user);
        long balance = bank.balance(user);
        assertThat(socket.next()).isEqualTo("{\"user\":\"" + user + "\",\"balance\":" + balance + "}");
        assertThat(socket.ask("transfer mallory 1.00")).contains("\"balance\":" + (balance - 100));
        assertThat(socket.next()).contains("\"to\":\"mallory\"", "\"amount\":100");
        bank.site.ledger().pay("mallory", user, 50);
        assertThat(socket.next()).contains("\"balance\":" + (balance - 50));
    }

    @Test
    void eachSocketHasItsOwnUser() throws Exception {
        Socket ann = signedIn("/web", "ann");
        Socket bob = signedIn("/web", "bob");
        assertThat(ann.next()).contains("ann");
        assertThat(bob.next()).contains("bob");
        assertThat(ann.ask("transfer mallory 1")).contains("ann");
        assertThat(ann.next()).contains("\"from\":\"ann\"");
        assertThat(bob.ask("transfer mallory 1")).contains("bob");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "transfer bob 1.001   | Write pounds and pence, for instance 12.34.",
                "transfer zoe 1       | There is no such account.",
                "transfer bob         | Write: transfer bob 12.34",
                "hello                | Write: transfer bob 12.34",
                "transfer bob 5000    | There are £1,000.00 in your account, and nothing is lent here.",
            })
    void saysWhatIsWrong(String message, String problem) throws Exception {
        Socket socket = signedIn("/web", "ann");
        socket.next();
        assertThat(socket.ask(message)).isEqualTo("{\"problem\":\"" + problem + "\"}");
        assertThat(bank.balance("ann")).isEqualTo(100_000);
    }

    @Test
    void aForeignPageIsRefusedAtTheHandshakeWhereTheDoorIsGuarded() throws Exception {
        browser.signIn("/web", "ann");
        String cookie = "bank=" + browser.cookies().get("bank");
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> new Socket("/web", "http://evil.localhost:8081", "Cookie", cookie))
                .havingCause()
                .isInstanceOf(WebSocketHandshakeException.class)
                .satisfies(e -> assertThat(
                                ((WebSocketHandshakeException) e).getResponse().statusCode())
                        .isEqualTo(403));
        Socket stolen = new Socket("/open", "http://evil.localhost:8081", "Cookie", cookie);
        assertThat(stolen.next()).contains("ann");
        assertThat(stolen.ask("transfer mallory 10")).contains("balance");
        assertThat(stolen.next()).contains("\"to\":\"mallory\"");
        assertThat(bank.balance("mallory")).isEqualTo(1_000);
        Page state = browser.get("/watch/state");
        assertThat(state.body()).contains("\"method\":\"MESSAGE\"", "ann paid mallory £10.00");
    }

    @Test
    void saysNothingToWhoIsNotSignedIn() throws Exception {
        assertThat(new Socket("/open", own(), "Cookie", "bank=none").next()).isEqualTo("closed 1008");
    }

    @Test
    void signingOutClosesTheChannel() throws Exception {
        Socket socket = signedIn("/web", "ann");
        socket.next();
        browser.post(
                "/web/logout",
                Browser.fields("_csrf", browser.get("/web/account").token()));
        assertThat(socket.ask("transfer mallory 1")).isEqualTo("closed 1008");
        assertThat(bank.balance("ann")).isEqualTo(100_000);
    }

    @Test
    void aPhoneHasItByItsToken() throws Exception {
        browser.signIn("/web", "ann");
        String token = browser.send(
                        "POST",
                        "/id/token",
                        "{\"user\":\"bob\",\"password\":\"bob\"}",
                        "Content-Type: application/json")
                .json()
                .path("access_token")
                .asText();
        Socket socket = new Socket("/mobile", own(), "Authorization", "Bearer " + token);
        assertThat(socket.next()).contains("\"user\":\"bob\"");
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> new Socket(
                        "/mobile", own(), "Cookie", "bank=" + browser.cookies().get("bank")));
    }
}
