package dev.tallystick.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Form;
import jakarta.ws.rs.core.MultivaluedMap;
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

/** The token is read from an urlencoded body, and the view finds the body as it was sent. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FormTest {

    private TestSite site;
    private TestSite reporting;

    @BeforeAll
    void start() throws IOException {
        site = TestSite.guardedBy(Protections.csrf().maxFormBytes(1000).build(), Bodies.class);
        reporting = TestSite.guardedBy(
                Protections.csrf().maxFormBytes(1000).reportOnly(true).build(), Bodies.class);
    }

    @AfterAll
    void stop() {
        site.close();
        reporting.close();
    }

    @Path("echo")
    public static final class Bodies {

        @POST
        public String whole(String body) {
            return body;
        }

        @PUT
        public String put(String body) {
            return body;
        }

        @PATCH
        public String patch(String body) {
            return body;
        }

        @DELETE
        public String delete(String body) {
            return body;
        }

        @POST
        @Path("param")
        public String param(@FormParam("a") String a, @FormParam("b") String b) {
            return a + " " + b;
        }

        @POST
        @Path("form")
        public String form(Form form) {
            return form.asMap().getFirst("a") + " " + form.asMap().getFirst("b");
        }

        @POST
        @Path("map")
        public String map(MultivaluedMap<String, String> fields) {
            return fields.getFirst("a") + " " + fields.getFirst("b");
        }

        @POST
        @Path("both")
        public String both(@FormParam("a") String a, Form form) {
            return a + " " + form.asMap().getFirst("b");
        }

        @POST
        @Path("octets")
        public String octets(InputStream body) throws IOException {
            StringBuilder text = new StringBuilder();
            for (int octet = body.read(); octet >= 0; octet = body.read()) {
                text.append((char) octet);
            }
            return text.toString();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void aTokenInTheBodyCountsWhateverTheMethodAndTheBodyIsStillWhole(String method) {
        Visitor visitor = new Visitor(site.port());
        String body = "a=1&_csrf=" + visitor.token("/token") + "&b=%C3%A9+x";

        WireReply response = visitor.send(visitor.request(method, "/echo").form(body));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"param", "form", "map", "both"})
    void theFieldsAreThereByEachOfTheSpecificationsMeans(String means) {
        Visitor visitor = new Visitor(site.port());
        String body = "a=1&_csrf=" + visitor.token("/token") + "&b=%C3%A9+x";

        WireReply response =
                visitor.send(visitor.request("POST", "/echo/" + means).form(body));

        assertThat(response.body()).isEqualTo("1 é x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"param", "form", "map", "both"})
    void theFieldsAreThereWithTheTokenInTheHeaderToo(String means) {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");

        WireReply response = visitor.send(visitor.request("POST", "/echo/" + means)
                .header("X-CSRF-Token", token)
                .form("a=1&b=2"));

        assertThat(response.body()).isEqualTo("1 2");
    }

    @Test
    void theBodyCanBeReadOctetByOctet() {
        Visitor visitor = new Visitor(site.port());
        String body = "x=1&_csrf=" + visitor.token("/token");

        assertThat(visitor.send(visitor.request("POST", "/echo/octets").form(body))
                        .body())
                .isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded; charset=UTF-8",
                "Application/X-WWW-Form-Urlencoded;charset=utf-8"
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
    void twoHeaderLinesWithTokensThatDifferCountAsNone() {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");
        String other = visitor.token("/token");

        WireReply response = visitor.send(visitor.request("POST", "/echo")
                .header("X-CSRF-Token", token)
                .header("x-csrf-token", other)
                .form("a=1"));

        assertThat(response.reason()).isEqualTo("malformed-token");
    }

    @Test
    void aBodyOfExactlyTheLimitPassesAndOneOctetMoreDoesNot() {
        Visitor visitor = new Visitor(site.port());
        String body = pad("_csrf=" + visitor.token("/token") + "&x=", 1000);

        WireReply exact = visitor.send(visitor.request("POST", "/echo").form(body));
        WireReply inChunks = visitor.send(chunked(visitor.request("POST", "/echo"), body));
        WireReply tooLarge = visitor.send(visitor.request("POST", "/echo").form(body + "x"));
        WireReply tooLargeInChunks = visitor.send(chunked(visitor.request("POST", "/echo"), body + "x"));

        assertThat(exact.body()).isEqualTo(body);
        assertThat(inChunks.body()).isEqualTo(body);
        assertThat(tooLarge.status()).isEqualTo(413);
        assertThat(tooLarge.reason()).isEqualTo("body-too-large");
        assertThat(tooLargeInChunks.status()).isEqualTo(413);
    }

    @Test
    void whatIsTooLongAndPassesAllTheSameIsStillWhole() {
        Visitor visitor = new Visitor(reporting.port());
        String body = pad("_csrf=" + visitor.token("/token") + "&x=", 5000);

        WireReply response = visitor.send(visitor.request("POST", "/echo").form(body));
        WireReply inChunks = visitor.send(chunked(visitor.request("POST", "/echo"), body));

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
