package dev.tallystick.helidon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import io.helidon.common.parameters.Parameters;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The token in the body, which is whole for the handler by each of the server's ways of reading it. */
class BodyTest {

    private static final String MULTIPART = "multipart/form-data; boundary=b";

    private final AtomicInteger views = new AtomicInteger();

    @TempDir
    private Path uploads;

    private TestSite site;

    @BeforeEach
    void start() {
        site = TestSite.guarded(
                TallystickRouting.builder(TestSite.csrf().build())
                        .uploadDirectory(uploads)
                        .maxUploadBytes(1_000_000)
                        .build(),
                this::mount);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private void mount(HttpRouting.Builder routes) {
        routes.get(
                        "/token",
                        (request, response) ->
                                response.send(TallystickRouting.token(request).value()))
                .post(
                        "/bytes",
                        (request, response) -> response.send(request.content().as(byte[].class)))
                .post(
                        "/text",
                        (request, response) -> response.send(request.content().as(String.class)))
                .post("/stream", (request, response) -> response.send(octets(request)))
                .post(
                        "/form",
                        (request, response) -> response.send(request.content()
                                .as(Parameters.class)
                                .first("field")
                                .get()))
                .post("/capitals", (request, response) -> {
                    request.streamFilter(Capitals::new);
                    response.send(octets(request));
                })
                .post("/first", (request, response) -> {
                    try (InputStream in = request.content().inputStream()) {
                        response.send(new String(in.readNBytes(5), StandardCharsets.US_ASCII));
                    }
                })
                .post("/nothing", (request, response) -> response.send("nothing read"))
                .post(
                        "/has",
                        (request, response) ->
                                response.send(String.valueOf(request.content().hasEntity())))
                .post("/upload", (request, response) -> {
                    views.incrementAndGet();
                    response.send(String.valueOf(octets(request).length));
                });
    }

    private static byte[] octets(ServerRequest request) {
        try (InputStream in = request.content().inputStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Capitals extends FilterInputStream {

        Capitals(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int count = super.read(into, from, length);
            for (int i = from; i < from + count; i++) {
                into[i] = (byte) Character.toUpperCase(into[i]);
            }
            return count;
        }
    }

    private static String multipart(String token, int fileBytes) {
        return "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n" + "x".repeat(fileBytes)
                + "\r\n--b\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n" + token + "\r\n--b--\r\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bytes", "/text", "/stream"})
    void aFormIsWholeForItsHandler(String path) {
        Visitor visitor = new Visitor(site.port());
        String form = "field=a+b&_csrf=" + visitor.token("/token") + "&after=%C3%A4";

        assertThat(visitor.send(visitor.request("POST", path).form(form)).body())
                .isEqualTo(form);
        assertThat(visitor.send(visitor.request("POST", path)
                                .chunked("application/x-www-form-urlencoded", form.getBytes(StandardCharsets.UTF_8), 7))
                        .body())
                .isEqualTo(form);
    }

    @Test
    void theServersOwnReaderOfFormsFindsAllFields() {
        Visitor visitor = new Visitor(site.port());
        String form = "_csrf=" + visitor.token("/token") + "&field=a+%2B";

        assertThat(visitor.send(visitor.request("POST", "/form").form(form)).body())
                .isEqualTo("a +");
    }

    @Test
    void aFilterOfTheHandlersGetsAllOfTheBody() {
        Visitor visitor = new Visitor(site.port());
        String form = "_csrf=" + visitor.token("/token") + "&field=a";

        assertThat(visitor.send(visitor.request("POST", "/capitals").form(form)).body())
                .isEqualTo(form.toUpperCase(Locale.ROOT));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 65_536, 900_000})
    void aMultipartBodyIsWholeAndNoFileOfItStays(int fileBytes) throws IOException {
        Visitor visitor = new Visitor(site.port());
        String body = multipart(visitor.token("/token"), fileBytes);

        assertThat(visitor.send(visitor.request("POST", "/stream").body(MULTIPART, body))
                        .body())
                .isEqualTo(body);
        try (Stream<Path> left = Files.list(uploads)) {
            assertThat(left).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/first", "/nothing"})
    void whatAHandlerLeavesUnreadIsNotTheNextRequest(String path) throws IOException {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");
        try (WireConnection connection = WireConnection.open(site.port())) {
            for (int i = 0; i < 3; i++) {
                WireRequest request = visitor.request("POST", path).body(MULTIPART, multipart(token, 200_000));

                assertThat(connection.exchange(request).status()).isEqualTo(200);
            }
            assertThat(connection.exchange(visitor.request("GET", "/token")).status())
                    .isEqualTo(200);
        }
    }

    /** It would be read as a request: with this line the server leaves it where it is. */
    @Test
    void norIsItWhereTheConnectionIsToBeClosed() throws IOException {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");
        String hidden = "POST /upload HTTP/1.1\r\nHost: " + site.host() + "\r\nContent-Length: 0\r\n\r\n";
        for (String body : new String[] {hidden, hidden.repeat(5_000)}) {
            try (WireConnection connection = WireConnection.open(site.port())) {
                WireReply response = connection.exchange(visitor.request("POST", "/nothing")
                        .header("X-CSRF-Token", token)
                        .header("Connection", "close")
                        .body("text/plain", body));

                assertThat(response.body()).isEqualTo("nothing read");
            }
        }
        assertThat(views).hasValue(0);
    }

    @Test
    void aBodyIsNotTouchedWhereTheTokenIsInTheHeader() {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");

        WireReply response = visitor.send(visitor.request("POST", "/upload")
                .header("X-CSRF-Token", token)
                .body(MULTIPART, multipart("none", 1_500_000)));

        assertThat(response.status()).isEqualTo(200);
        assertThat(Integer.parseInt(response.body())).isGreaterThan(1_500_000);
    }

    @Test
    void anEmptyBodyInChunksCanStillBeRead() {
        Visitor visitor = new Visitor(site.port());
        visitor.token("/token");

        WireReply response = visitor.send(
                visitor.request("POST", "/stream").chunked("application/x-www-form-urlencoded", new byte[0], 1));

        assertThat(response.reason()).isEqualTo("missing-token");
    }

    @Test
    void aRequestWithoutBodyHasNone() {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");

        assertThat(visitor.send(visitor.request("POST", "/has").header("X-CSRF-Token", token))
                        .body())
                .isEqualTo("false");
        assertThat(visitor.send(visitor.request("POST", "/has")
                                .header("Content-Type", "application/x-www-form-urlencoded"))
                        .reason())
                .isEqualTo("missing-token");
    }

    @Test
    void theServerAsksForABodyOnceItIsWanted() throws IOException {
        Visitor visitor = new Visitor(site.port());
        byte[] form = ("_csrf=" + visitor.token("/token")).getBytes(StandardCharsets.US_ASCII);
        try (WireConnection connection = WireConnection.open(site.port())) {
            connection.send(visitor.request("POST", "/stream")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("Content-Length", Integer.toString(form.length))
                    .header("Expect", "100-continue")
                    .octets());
            assertThat(new String(connection.receive(25), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 100 ");
            connection.send(form);

            assertThat(connection.receive(false).body()).isEqualTo(new String(form, StandardCharsets.US_ASCII));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example, untrusted-origin, multipart/form-data; boundary=b",
        "https://evil.example, untrusted-origin, application/x-www-form-urlencoded",
        "null, null-origin, text/plain"
    })
    void aForgedUploadIsRefusedBeforeAnyOfItsBodyCame(String origin, String reason, String type) throws IOException {
        Visitor visitor = new Visitor(site.port());
        visitor.token("/token");
        WireRequest request = site.request("POST", "/upload")
                .header("Origin", origin)
                .header("Cookie", visitor.cookieLine())
                .header("Content-Type", type)
                .header("Content-Length", "500000");

        try (WireConnection connection = WireConnection.open(site.port())) {
            WireReply response = connection.exchange(request);

            assertThat(response.status()).isEqualTo(403);
            assertThat(response.reason()).isEqualTo(reason);
            assertThat(response.header("Connection")).isEqualTo("close");
        }
        assertThat(views).hasValue(0);
    }

    @Test
    void aRefusedShortBodyLeavesTheConnectionOpen() throws IOException {
        try (WireConnection connection = WireConnection.open(site.port())) {
            for (int i = 0; i < 3; i++) {
                WireReply response = connection.exchange(site.request("POST", "/upload")
                        .header("Origin", site.origin())
                        .form("field=x"));

                assertThat(response.reason()).isEqualTo("missing-secret");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length: 5|Content-Length: 6, 400",
        "Content-Length: 5|Content-Length: 5, 400",
        "Content-Length: -1, 400",
        "Content-Length: +5, 400"
    })
    void aBodyOfContestedLengthReachesNothing(String lines, int status) throws IOException {
        WireRequest request = site.request("POST", "/upload").header("Origin", site.origin());
        for (String line : lines.split("\\|")) {
            request = request.headerLine(line);
        }
        try (WireConnection connection = WireConnection.open(site.port())) {
            assertThat(connection.exchange(request).status()).isEqualTo(status);
        }
        assertThat(views).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({"application/x-www-form-urlencoded", MULTIPART})
    void aClientThatGoesAwayInItsBodyReachesNoHandlerAndLeavesNoFile(String type) throws Exception {
        Visitor visitor = new Visitor(site.port());
        String begun = type.equals(MULTIPART) ? multipart("x", 200_000).substring(0, 150_000) : "field=";
        try (WireConnection connection = WireConnection.open(site.port())) {
            visitor.token("/token");
            connection.send(visitor.request("POST", "/upload")
                    .header("Content-Type", type)
                    .header("Content-Length", "300000")
                    .octets());
            connection.send(begun.getBytes(StandardCharsets.US_ASCII));
        }

        // The server is fine, and done with it.
        assertThat(visitor.get("/token").status()).isEqualTo(200);
        assertThat(views).hasValue(0);
        try (Stream<Path> left = Files.list(uploads)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aMultipartBodyThatIsTooLongIsToldSo() {
        Visitor visitor = new Visitor(site.port());
        String body = multipart(visitor.token("/token"), 1_000_001);

        WireReply response = visitor.send(visitor.request("POST", "/upload").body(MULTIPART, body));

        assertThat(response.status()).isEqualTo(413);
    }

    @Test
    void aFormThatSaysItIsTooLongIsToldSoBeforeAnyOfItCame() throws IOException {
        Visitor visitor = new Visitor(site.port());
        visitor.token("/token");
        WireRequest request = visitor.request("POST", "/upload")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Content-Length", "1048577");

        try (WireConnection connection = WireConnection.open(site.port())) {
            assertThat(connection.exchange(request).status()).isEqualTo(413);
        }
    }
}
