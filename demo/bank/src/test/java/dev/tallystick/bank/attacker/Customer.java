package dev.tallystick.bank.attacker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tallystick.bank.attacker.RawHttp.Answer;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Somebody signed in at the bank, by a browser that sends its cookies with whatever any page asks it to send. */
final class Customer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SESSION = "bank";
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";

    private final RawHttp http;
    private final String host;
    private final String bank;
    private String token = "";

    private Customer(int port, String bank) {
        this.http = new RawHttp(port);
        this.bank = bank;
        this.host = "Host: " + URI.create(bank).getAuthority();
    }

    /** Somebody with no cookies yet. */
    static Customer stranger(int port, String bank) {
        return new Customer(port, bank);
    }

    /** Signs in on the guarded mount, as its own page does; the session is the same on all mounts. */
    static Customer signIn(String user, int port, String bank) throws IOException {
        Customer customer = new Customer(port, bank);
        String form = customer.get("/web/login").body();
        Answer answer = customer.http.send(
                "POST",
                "/web/login",
                List.of(
                        customer.host,
                        "Origin: " + bank,
                        "Sec-Fetch-Site: same-origin",
                        FORM,
                        "Accept: application/json"),
                "user=" + user + "&password=" + user + "&_csrf=" + tokenIn(form));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        customer.token = tokenIn(customer.get("/web/transfers/new").body());
        return customer;
    }

    boolean isSignedIn() {
        return http.cookies().containsKey(SESSION);
    }

    /** A token that holds for this customer's session. */
    String token() {
        return token;
    }

    /** The balance in pence. */
    long balance() throws IOException {
        Answer answer = http.send("GET", "/web/account", List.of(host, "Accept: application/json"), null);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).get("balance").longValue();
    }

    /** Pays by a request of the bank's own page; the number of the transfer. */
    long pay(String to, String pounds) throws IOException {
        Answer answer = http.send(
                "POST",
                "/web/transfers",
                List.of(host, "Origin: " + bank, FORM, "Accept: application/json", "X-CSRF-Token: " + token),
                "to=" + to + "&amount=" + pounds);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        JsonNode transfer = JSON.readTree(answer.body());
        return transfer.get("id").longValue();
    }

    Answer get(String target) throws IOException {
        return http.send("GET", target, List.of(host, "Accept: text/html"), null);
    }

    /** Sends what a browser sends, to another path, with this customer's cookies. */
    Answer send(BrowserRequest request, String target, @Nullable String body, String... more) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(host);
        lines.addAll(request.headers());
        lines.addAll(List.of(more));
        if (request.isHandshake()) {
            lines.add("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        }
        return http.send(request.isHandshake() ? "GET" : request.method(), target, lines, body);
    }

    /** Sends a form with this customer's cookies. */
    Answer post(String target, List<String> headers, String form) throws IOException {
        List<String> lines = new ArrayList<>(headers);
        lines.add(host);
        lines.add(FORM);
        return http.send("POST", target, lines, form);
    }

    /** Sends a request without a body with this customer's cookies. */
    Answer send(String method, String target, List<String> headers) throws IOException {
        List<String> lines = new ArrayList<>(headers);
        lines.add(host);
        return http.send(method, target, lines, null);
    }

    private static String tokenIn(String page) {
        return Objects.requireNonNull(Mallory.StolenToken.in(page), "a token in the page")
                .token();
    }
}
