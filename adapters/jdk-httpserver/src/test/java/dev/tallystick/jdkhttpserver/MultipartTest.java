package dev.tallystick.jdkhttpserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireReply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The token is read from a multipart body, however long its files are, and the handler finds the body as it was sent. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MultipartTest {

    private static final String TYPE = "multipart/form-data; boundary=----b0undary";

    private final BlockingQueue<InputStream> unread = new LinkedBlockingQueue<>();
    private final BlockingQueue<Long> filesWhileHandled = new LinkedBlockingQueue<>();
    private Path uploads;
    private TestSite site;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        uploads = directory;
        TallystickFilter filter = TallystickFilter.builder(
                        Protections.csrf().maxFormBytes(2000).build())
                .maxUploadBytes(400_000)
                .uploadDirectory(uploads)
                .build();
        TallystickFilter reporting = TallystickFilter.builder(
                        Protections.csrf().maxFormBytes(2000).reportOnly(true).build())
                .maxUploadBytes(400_000)
                .uploadDirectory(uploads)
                .build();
        site = new TestSite()
                .guarded("/token", filter, TestSite::printToken)
                .guarded("/echo", filter, this::echo)
                .guarded("/reporting", reporting, this::echo)
                .guarded("/ignore", filter, this::ignore)
                .guarded("/ignore-briefly", filter, this::ignoreBriefly)
                .guarded("/later", filter, this::echoLater);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    private void echo(HttpExchange exchange) throws IOException {
        filesWhileHandled.add(files());
        byte[] body = exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Ends the response by its stream alone, as many handlers do. */
    private void ignore(HttpExchange exchange) throws IOException {
        unread.add(exchange.getRequestBody());
        exchange.sendResponseHeaders(200, 2);
        exchange.getResponseBody().write(new byte[] {'o', 'k'});
        exchange.getResponseBody().close();
    }

    private void ignoreBriefly(HttpExchange exchange) throws IOException {
        unread.add(exchange.getRequestBody());
        exchange.sendResponseHeaders(204, -1);
    }

    private void echoLater(HttpExchange exchange) {
        Thread thread = new Thread(() -> {
            try {
                echo(exchange);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private long files() throws IOException {
        long count = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(uploads)) {
            for (Path entry : entries) {
                count += Files.exists(entry) ? 1 : 0;
            }
        }
        return count;
    }

    private static String field(String name, String value) {
        return "------b0undary\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String file(String name, int length) {
        return "------b0undary\r\nContent-Disposition: form-data; name=\"" + name
                + "\"; filename=\"cat.gif\"\r\nContent-Type: image/gif\r\n\r\n" + "\r\n--".repeat(length / 4) + "\r\n";
    }

    private static String body(String... parts) {
        return String.join("", parts) + "------b0undary--\r\n";
    }

    private WireReply upload(Visitor visitor, String path, String body) {
        return visitor.send(visitor.request("POST", path).body(TYPE, body));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 400, 60_000, 66_000, 350_000})
    void filesDoNotCountAndTheBodyIsStillWhole(int fileLength) {
        Visitor visitor = new Visitor(site.port());
        String body = body(
                field("a", "é"), file("cat", fileLength), field("_csrf", visitor.token("/token")), field("b", "2"));

        WireReply response = upload(visitor, "/echo", body);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(body);
    }

    @Test
    void aChunkedBodyIsReadToo() {
        Visitor visitor = new Visitor(site.port());
        String body = body(file("cat", 100_000), field("_csrf", visitor.token("/token")));

        WireReply response = visitor.send(
                visitor.request("POST", "/echo").chunked(TYPE, body.getBytes(StandardCharsets.UTF_8), 1013));

        assertThat(response.body()).isEqualTo(body);
    }

    @Test
    void aHandlerThatAnswersLaterOnAThreadOfItsOwnFindsTheBodyWhole() {
        Visitor visitor = new Visitor(site.port());
        String body = body(file("cat", 200_000), field("_csrf", visitor.token("/token")));

        assertThat(upload(visitor, "/later", body).body()).isEqualTo(body);
    }

    @Test
    void whatFollowsTheLastBoundaryIsStillThere() {
        Visitor visitor = new Visitor(site.port());
        String body = "preamble\r\n" + body(field("_csrf", visitor.token("/token"))) + "epilogue".repeat(2000);

        assertThat(upload(visitor, "/echo", body).body()).isEqualTo(body);
    }

    @Test
    void fieldsThatAreTooLongAreRefused() {
        Visitor visitor = new Visitor(site.port());
        String token = field("_csrf", visitor.token("/token"));

        WireReply oneLong = upload(visitor, "/echo", body(token, field("a", "x".repeat(2000))));
        WireReply manyEmpty =
                upload(visitor, "/echo", body(token, field("a", "").repeat(100)));

        assertThat(oneLong.status()).isEqualTo(413);
        assertThat(oneLong.reason()).isEqualTo("body-too-large");
        assertThat(manyEmpty.status()).isEqualTo(413);
    }

    @Test
    void anUploadThatIsTooLongIsRefused() {
        Visitor visitor = new Visitor(site.port());

        WireReply response =
                upload(visitor, "/echo", body(field("_csrf", visitor.token("/token")), file("cat", 400_000)));

        assertThat(response.status()).isEqualTo(413);
        assertThat(response.reason()).isEqualTo("body-too-large");
    }

    @Test
    void whatIsTooLongAndPassesAllTheSameIsStillWhole() {
        Visitor visitor = new Visitor(site.port());
        String body = body(file("cat", 500_000), field("_csrf", visitor.token("/token")));

        assertThat(upload(visitor, "/reporting", body).body()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=other",
                "multipart/form-data; boundary=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
            })
    void aBodyWithoutItsBoundaryHasNoToken(String type) {
        Visitor visitor = new Visitor(site.port());
        String body = body(field("_csrf", visitor.token("/token")));

        WireReply response = visitor.send(visitor.request("POST", "/echo").body(type, body));

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.reason()).isEqualTo("missing-token");
    }

    @Test
    void aBodyThatEndsEarlyIsRefusedAndSaysSo() {
        Visitor visitor = new Visitor(site.port());
        String whole = body(field("_csrf", visitor.token("/token")), file("cat", 400));

        WireReply response = upload(visitor, "/echo", whole.substring(0, whole.length() - 30));

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.body()).contains("can't be parsed");
    }

    @Test
    void aPartWithAHeadWithoutEndIsRefused() {
        Visitor visitor = new Visitor(site.port());
        String token = field("_csrf", visitor.token("/token"));

        WireReply response = upload(visitor, "/echo", body(token, "------b0undary\r\nX: " + "x".repeat(100_000)));

        assertThat(response.status()).isIn(403, 413);
    }

    @Test
    void aFileIsNoToken() {
        Visitor visitor = new Visitor(site.port());
        String file = "------b0undary\r\nContent-Disposition: form-data; name=_csrf; filename=\"\"\r\n\r\n"
                + visitor.token("/token") + "\r\n";

        assertThat(upload(visitor, "/echo", body(file)).reason()).isEqualTo("missing-token");
    }

    @Test
    void twoTokensThatDifferCountAsNone() {
        Visitor visitor = new Visitor(site.port());
        String body = body(field("_csrf", visitor.token("/token")), field("_csrf", visitor.token("/token")));

        assertThat(upload(visitor, "/echo", body).reason()).isEqualTo("malformed-token");
    }

    @Test
    void aFileOfOursHasNoNameWhileItIsUsed() throws Exception {
        Visitor visitor = new Visitor(site.port());
        filesWhileHandled.clear();

        upload(visitor, "/echo", body(file("cat", 200_000), field("_csrf", visitor.token("/token"))));

        assertThat(filesWhileHandled.poll(10, TimeUnit.SECONDS)).isZero();
        assertThat(files()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ignore", "/ignore-briefly"})
    void aBodyThatNobodyReadIsLetGoOfWithTheResponse(String path) throws Exception {
        Visitor visitor = new Visitor(site.port());

        upload(visitor, path, body(file("cat", 200_000), field("_csrf", visitor.token("/token"))));

        InputStream body = unread.poll(10, TimeUnit.SECONDS);
        assertThat(body).isNotNull();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        assertThatThrownBy(() -> {
                    // The client may have its answer before the server is done with it.
                    while (body.read() >= 0 && System.nanoTime() < deadline) {
                        Thread.onSpinWait();
                    }
                })
                .isInstanceOf(ClosedChannelException.class);
    }
}
