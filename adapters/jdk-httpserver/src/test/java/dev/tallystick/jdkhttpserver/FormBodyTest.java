package dev.tallystick.jdkhttpserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The token is read from an urlencoded body, and the handler finds the body as it was sent. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FormBodyTest {

    private TestSite site;

    @BeforeAll
    void start() throws IOException {
        TallystickFilter filter = TallystickFilter.builder(
                        Protections.csrf().maxFormBytes(1000).build())
                .build();
        TallystickFilter reporting = TallystickFilter.builder(
                        Protections.csrf().maxFormBytes(1000).reportOnly(true).build())
                .build();
        site = new TestSite()
                .guarded("/token", filter, TestSite::printToken)
                .guarded("/echo", filter, FormBodyTest::echo)
                .guarded("/octets", filter, FormBodyTest::echoOctetByOctet)
                .guarded("/reporting", reporting, FormBodyTest::echo);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    private static void echo(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        TestSite.print(exchange, new String(body, StandardCharsets.UTF_8));
    }

    private static void echoOctetByOctet(HttpExchange exchange) throws IOException {
        StringBuilder text = new StringBuilder();
        try (InputStream body = exchange.getRequestBody()) {
            for (int octet = body.read(); octet >= 0; octet = body.read()) {
                text.append((char) octet);
            }
        }
        TestSite.print(exchange, text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "REPORT", "post"})
    void aTokenInTheBodyCountsWhateverTheMethodAndTheBodyIsStillWhole(String method) {
        Visitor visitor = new Visitor(site.port());
        String body = "a=1&_csrf=" + visitor.token("/token") + "&b=%C3%A9+x";

        WireReply response = visitor.send(visitor.request(method, "/echo").form(body));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(body);
    }

    @Test
    void theBodyCanBeReadOctetByOctet() {
        Visitor visitor = new Visitor(site.port());
        String body = "x=1&_csrf=" + visitor.token("/token");

        assertThat(visitor.send(visitor.request("POST", "/octets").form(body)).body())
                .isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "application/x-www-form-urlencoded; charset=UTF-8",
                "Application/X-WWW-Form-Urlencoded;charset=utf-8",
                "application/x-www-form-urlencoded ;x"
            })
    void theContentTypeIsAFormWhateverItsCaseAndParameters(String contentType) {
        Visitor visitor = new Visitor(site.port());
        String body = "_csrf=" + visitor.token("/token");

        assertThat(visitor.send(visitor.request("POST", "/echo").body(contentType, body))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/json",
                "application/x-www-form-urlencoded2",
                "application/x-www-form-urlencoded, text/plain",
                ""
            })
    void anotherContentTypeIsNoForm(String contentType) {
        Visitor visitor = new Visitor(site.port());
        String body = "_csrf=" + visitor.token("/token");

        WireReply response = visitor.send(visitor.request("POST", "/echo").body(contentType, body));

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.reason()).isEqualTo("missing-token");
    }

    @ParameterizedTest
    @CsvSource({"text/plain, application/x-www-form-urlencoded", "application/x-www-form-urlencoded, text/plain"})
    void twoContentTypesAreNoForm(String first, String second) {
        Visitor visitor = new Visitor(site.port());
        String body = "_csrf=" + visitor.token("/token");

        WireReply response = visitor.send(
                visitor.request("POST", "/echo").header("Content-Type", first).body(second, body));

        assertThat(response.reason()).isEqualTo("missing-token");
    }

    @Test
    void aTokenInTheQueryNeverCounts() {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");

        WireReply response =
                visitor.send(visitor.request("POST", "/echo?_csrf=" + token).form("a=1"));

        assertThat(response.reason()).isEqualTo("missing-token");
    }

    @Test
    void twoTokensThatDifferCountAsNone() {
        Visitor visitor = new Visitor(site.port());
        String body = "_csrf=" + visitor.token("/token") + "&_csrf=" + visitor.token("/token");

        assertThat(visitor.send(visitor.request("POST", "/echo").form(body)).reason())
                .isEqualTo("malformed-token");
    }

    @Test
    void aSafeMethodThatAsksToBeAnUnsafeOneNeedsTheTokenToo() {
        Visitor visitor = new Visitor(site.port());
        String body = "_csrf=" + visitor.token("/token");

        WireReply without = visitor.get("/echo?_method=DELETE");
        WireReply with = visitor.send(visitor.request("GET", "/echo")
                .header("X-HTTP-Method-Override", "DELETE")
                .form(body));

        assertThat(without.reason()).isEqualTo("missing-token");
        assertThat(with.body()).isEqualTo(body);
    }

    @Test
    void aChunkedBodyIsReadToTheLimit() {
        Visitor visitor = new Visitor(site.port());
        String body = pad("_csrf=" + visitor.token("/token") + "&x=", 1000);

        WireReply response = visitor.send(chunked(visitor.request("POST", "/echo"), body));

        assertThat(response.body()).isEqualTo(body);
    }

    @Test
    void aBodyOfExactlyTheLimitPassesAndOneOctetMoreDoesNot() {
        Visitor visitor = new Visitor(site.port());
        String body = pad("_csrf=" + visitor.token("/token") + "&x=", 1000);

        assertThat(visitor.send(visitor.request("POST", "/echo").form(body)).body())
                .isEqualTo(body);
        WireReply tooLarge = visitor.send(visitor.request("POST", "/echo").form(body + "x"));
        WireReply tooLargeInChunks = visitor.send(chunked(visitor.request("POST", "/echo"), body + "x"));

        assertThat(tooLarge.status()).isEqualTo(413);
        assertThat(tooLarge.reason()).isEqualTo("body-too-large");
        assertThat(tooLargeInChunks.status()).isEqualTo(413);
        assertThat(tooLargeInChunks.reason()).isEqualTo("body-too-large");
    }

    @Test
    void whatIsTooLongAndPassesAllTheSameIsStillWhole() {
        Visitor visitor = new Visitor(site.port());
        String body = pad("_csrf=" + visitor.token("/token") + "&x=", 5000);

        WireReply response = visitor.send(visitor.request("POST", "/reporting").form(body));
        WireReply inChunks = visitor.send(chunked(visitor.request("POST", "/reporting"), body));

        assertThat(response.body()).isEqualTo(body);
        assertThat(inChunks.body()).isEqualTo(body);
    }

    @Test
    void aTokenInTheHeaderLetsABodyPassHoweverLong() {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");
        String body = pad("x=", 300_000);

        WireReply response = visitor.send(
                visitor.request("POST", "/echo").header("X-CSRF-Token", token).form(body));

        assertThat(response.body()).isEqualTo(body);
    }

    @Test
    void theConnectionServesTheNextRequestAfterAFormWasRead() throws IOException {
        Visitor visitor = new Visitor(site.port());
        String body = "_csrf=" + visitor.token("/token");

        try (WireConnection connection = WireConnection.open(site.port())) {
            WireReply denied =
                    connection.exchange(visitor.request("POST", "/echo").form("a=1"));
            WireReply first =
                    connection.exchange(visitor.request("POST", "/echo").form(body));
            WireReply second = connection.exchange(chunked(visitor.request("POST", "/echo"), body));

            assertThat(denied.status()).isEqualTo(403);
            assertThat(first.body()).isEqualTo(body);
            assertThat(second.body()).isEqualTo(body);
        }
    }

    private static String pad(String text, int length) {
        return text + "x".repeat(length - text.length());
    }

    private static WireRequest chunked(WireRequest request, String body) {
        return request.chunked("application/x-www-form-urlencoded", body.getBytes(StandardCharsets.UTF_8), 97);
    }
}
