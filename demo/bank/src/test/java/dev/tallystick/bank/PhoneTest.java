package dev.tallystick.bank;

import static dev.tallystick.bank.Browser.fields;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.tallystick.bank.Browser.Page;
import dev.tallystick.bank.identity.TokenIssuer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.text.ParseException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The door for phones: the same views, a JWT instead of a login. */
class PhoneTest {

    private static final String JSON = "Content-Type: application/json";

    private TestBank bank;
    private Browser client;

    @BeforeEach
    void open() throws IOException {
        bank = TestBank.open();
        client = bank.browser();
    }

    @AfterEach
    void close() {
        bank.close();
    }

    private Page tokenFor(String user, String password) throws IOException {
        return client.send("POST", "/id/token", "{\"user\":\"" + user + "\",\"password\":\"" + password + "\"}", JSON);
    }

    private String bearer(String user) throws IOException {
        Page page = tokenFor(user, user);
        assertThat(page.status()).as(page.body()).isEqualTo(200);
        return "Authorization: Bearer " + page.json().path("access_token").asText();
    }

    // ---- tokens

    @Test
    void aTokenSaysWhoAndThatItIsAPhone() throws IOException, ParseException {
        Page page = tokenFor("ann", "ann");
        assertThat(page.json().path("token_type").asText()).isEqualTo("Bearer");
        assertThat(page.json().path("expires_in").asLong()).isEqualTo(300);
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        assertThat(page.headers("Set-Cookie")).isEmpty();
        JWTClaimsSet claims =
                SignedJWT.parse(page.json().path("access_token").asText()).getJWTClaimsSet();
        assertThat(claims.getSubject()).isEqualTo("ann");
        assertThat(claims.getClaim("mobile")).isEqualTo(true);
        assertThat(claims.getIssuer()).isEqualTo(TokenIssuer.ISSUER);
        assertThat(claims.getAudience()).containsExactly(TokenIssuer.AUDIENCE);
        assertThat(claims.getExpirationTime().toInstant())
                .isEqualTo(bank.clock.instant().plus(TokenIssuer.LIFETIME));
    }

    @Test
    void thePublicKeysHoldNoPrivateOne() throws IOException {
        Page page = client.get("/id/jwks.json");
        assertThat(page.json().path("keys")).hasSize(1);
        assertThat(page.json().path("keys").get(0).properties().stream().map(Map.Entry::getKey))
                .contains("kty", "kid", "x", "y")
                .doesNotContain("d");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json      | {\"user\":\"ann\",\"password\":\"bob\"} | 401",
                "application/json      | {\"user\":\"zoe\",\"password\":\"zoe\"} | 401",
                "application/json      | {\"user\":\"ann\"}                      | 400",
                "application/json      | {                                       | 400",
                "application/json      | []                                      | 400",
                "application/jsonx     | {\"user\":\"ann\",\"password\":\"ann\"} | 415",
                "text/plain            | {\"user\":\"ann\",\"password\":\"ann\"} | 415",
                "application/x-www-form-urlencoded | user=ann&password=ann       | 415",
            })
    void givesNoTokenForAnythingElse(String type, String body, int status) throws IOException {
        Page page = client.send("POST", "/id/token", body, "Content-Type: " + type);
        assertThat(page.status()).as(page.body()).isEqualTo(status);
        assertThat(page.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void slowsGuessingHereToo() throws IOException {
        for (int i = 0; i < 5; i++) {
            assertThat(tokenFor("ann", "guess").status()).isEqualTo(401);
        }
        Page slowed = tokenFor("ann", "ann");
        assertThat(slowed.status()).isEqualTo(429);
        assertThat(slowed.header("Retry-After")).isEqualTo("10");
        assertThat(client.get("/id/token").status()).isEqualTo(405);
    }

    // ---- the views behind it

    @Test
    void paysWithoutCookieOrCsrfToken() throws IOException {
        String bearer = bearer("ann");
        Page paid = client.send(
                "POST",
                "/mobile/transfers",
                "{\"to\":\"bob\",\"amount\":\"12.34\"}",
                bearer,
                JSON,
                "Accept: application/json");
        assertThat(paid.status()).as(paid.body()).isEqualTo(201);
        long id = paid.json().path("id").asLong();
        assertThat(client.json("/mobile/account", bearer).body()).isEqualTo("{\"user\":\"ann\",\"balance\":98766}");
        assertThat(client.json("/mobile/transfers", bearer).json()).hasSize(1);
        assertThat(client.send("DELETE", "/mobile/transfers/" + id, "", bearer).status())
                .isEqualTo(204);
        assertThat(bank.balance("ann")).isEqualTo(100_000);
        assertThat(client.cookies()).isEmpty();
    }

    @Test
    void readsAPageAsWellWhichHasNoFormsThen() throws IOException {
        Page page = client.get("/mobile/account", bearer("ann"));
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("£1,000.00").doesNotContain("<form", "_csrf", "account.js");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login", "/logout", "/transfers/new"})
    void hasNoSignInAndNoForms(String path) throws IOException {
        String bearer = bearer("ann");
        for (String method : List.of("GET", "POST")) {
            assertThat(client.send(method, "/mobile" + path, "", bearer).status())
                    .isEqualTo(404);
        }
    }

    @Test
    void knowsTheTokensUserWhateverTheBrowserIsSignedInAs() throws IOException {
        client.signIn("/web", "ann");
        assertThat(client.json("/mobile/account").status()).isEqualTo(401);
        assertThat(client.json("/mobile/account", bearer("bob"))
                        .json()
                        .path("user")
                        .asText())
                .isEqualTo("bob");
    }

    @Test
    void aTokenIsGoodForFiveMinutesAndTheSkew() throws IOException {
        String bearer = bearer("ann");
        bank.clock.advance(TokenIssuer.LIFETIME.plusSeconds(59));
        assertThat(client.json("/mobile/account", bearer).status()).isEqualTo(200);
        bank.clock.advance(Duration.ofSeconds(1));
        assertThat(client.json("/mobile/account", bearer).json().path("reason").asText())
                .isEqualTo("expired-jwt");
    }

    @Test
    void aTokenOpensNoOtherDoor() throws IOException {
        String bearer = bearer("ann");
        assertThat(client.json("/web/account", bearer).status()).isEqualTo(401);
        assertThat(client.json("/open/account", bearer).status()).isEqualTo(401);
    }

    // ---- the command-line phone

    private record Ended(int status, String out, String err) {}

    private Ended phone(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] all = new String[args.length + 1];
        all[0] = "phone";
        System.arraycopy(args, 0, all, 1, args.length);
        CommandLine command = Bank.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return new Ended(command.execute(all), out.toString(), err.toString());
    }

    private Ended phoneOf(String user, String... args) {
        String[] all = Arrays.copyOf(new String[] {"--user", user, "--url", client.origin()}, 4 + args.length);
        System.arraycopy(args, 0, all, 4, args.length);
        return phone(all);
    }

    @Test
    void theCommandPaysAndSaysSo() {
        Ended paid = phoneOf("ann", "transfer", "bob", "12.34");
        assertThat(paid.err()).isEmpty();
        assertThat(paid.status()).isZero();
        assertThat(paid.out())
                .contains("/id/token: 200", "/mobile/transfers: 201", "Paid. ann sent bob £12.34.", "ann has £987.66.")
                .doesNotContain("eyJ");
        assertThat(bank.balance("bob")).isEqualTo(51_234);
        assertThat(phoneOf("bob", "balance").out()).contains("bob has £512.34.");
        assertThat(phoneOf("bob", "transfers").out()).contains("from ann", "+£12.34");
        assertThat(phoneOf("mallory", "transfers").out()).contains("No transfers yet.");
    }

    @Test
    void theCommandSaysWhyItWasRefused() {
        Ended refused = phoneOf("ann", "transfer", "zoe", "1");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).isEqualTo("Refused: There is no such account." + System.lineSeparator());
        assertThat(phoneOf("zoe", "balance").err()).contains("The user or the password is wrong.");
        assertThat(phone("--user", "ann", "--password=wrong", "--url", client.origin(), "balance")
                        .status())
                .isEqualTo(1);
    }

    @Test
    void theCommandSaysWhenNobodyAnswers() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        Ended ended = phone("--user", "ann", "--url", "http://bank.localhost:" + free, "balance");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).contains("nobody answers at http://bank.localhost:" + free);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "balance",
                "--user ann",
                "--user ann transfer bob",
                "--user ann transfer bob 1 2",
                "--user ann pay bob 1",
                "--user ann --url ftp://bank balance",
                "--user ann --url : balance"
            })
    void theCommandRefusesWrongUsage(String args) {
        Ended ended = phone(args.split(" "));
        assertThat(ended.status()).as(ended.err()).isEqualTo(2);
        assertThat(ended.err()).startsWith("bank: ").contains("Try --help.");
    }

    @Test
    void aBrowsersLoginIsNoCredentialForPhones() throws IOException {
        client.signIn("/web", "ann");
        Page page = client.post("/mobile/transfers", fields("to", "bob", "amount", "1"), "Accept: application/json");
        assertThat(page.status()).isEqualTo(401);
        assertThat(page.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(bank.balance("ann")).isEqualTo(100_000);
    }
}
