package dev.tallystick.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Router;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import dev.tallystick.token.SessionBinding;
import dev.tallystick.vertx.TestSite.Setup;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.FileUpload;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The token is read from form bodies by the application's body handler, once the request's origin was looked at. */
class FormTest {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String MULTIPART = "multipart/form-data; boundary=limit";
    private static final int MOST = 1000;

    @TempDir
    private Path directory;

    private Path uploads;
    private TestSite site;

    @BeforeEach
    void start() {
        uploads = directory.resolve("uploads");
        site = TestSite.start(
                new HttpServerOptions().setMaxFormAttributeSize(100 * MOST), setup -> mount(setup, bodyHandler()));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private BodyHandler bodyHandler() {
        return BodyHandler.create(uploads.toString()).setDeleteUploadedFilesOnEnd(false);
    }

    private static void mount(Setup setup, BodyHandler bodyHandler) {
        setup.router()
                .route()
                .handler(TallystickHandler.builder(protection())
                        .bodyHandler(bodyHandler)
                        .build());
        addViews(setup);
    }

    private static Router protection() {
        return Router.builder()
                .mount("/report", csrf().reportOnly(true).build())
                .otherwise(csrf().build())
                .build();
    }

    private static CsrfProtection.Builder csrf() {
        return CsrfProtection.builder().sessionBinding(SessionBinding.none()).maxFormBytes(MOST);
    }

    private static void addViews(Setup setup) {
        for (String mount : List.of("", "/report")) {
            setup.router()
                    .route(mount + "/token")
                    .handler(context ->
                            context.end(TallystickHandler.token(context).value()));
            setup.router().route(mount + "/form").handler(FormTest::showForm);
            setup.router().route(mount + "/raw").handler(FormTest::showRaw);
        }
    }

    private static void showForm(RoutingContext context) {
        MultiMap attributes = context.request().formAttributes();
        StringBuilder shown = new StringBuilder();
        attributes.forEach((name, value) -> shown.append(name.equals("_csrf") ? "" : name + "=" + value + " "));
        for (FileUpload upload : context.fileUploads()) {
            byte[] content = context.vertx()
                    .fileSystem()
                    .readFileBlocking(upload.uploadedFileName())
                    .getBytes();
            shown.append(upload.fileName()).append(':').append(content.length).append(' ');
        }
        context.end(shown.toString().strip());
    }

    private static void showRaw(RoutingContext context) {
        String body = context.body().asString();
        context.end(body == null ? "nothing" : body);
    }

    private static byte[] multipart(String... parts) {
        StringBuilder body = new StringBuilder();
        for (String part : parts) {
            body.append("--limit\r\nContent-Disposition: form-data; ")
                    .append(part)
                    .append("\r\n");
        }
        return body.append("--limit--\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String field(String name, String value) {
        return "name=\"" + name + "\"\r\n\r\n" + value;
    }

    private static String file(String name, int size) {
        return "name=\"" + name + "\"; filename=\"" + name + ".txt\"\r\nContent-Type: text/plain\r\n\r\n"
                + "x".repeat(size);
    }

    private List<Path> stored() throws IOException {
        if (!Files.exists(uploads)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(uploads)) {
            return files.toList();
        }
    }

    @Test
    void aForgedUploadIsNeverStored() {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");

        WireReply response = site.send(site.request("POST", "/form")
                .header("Origin", "http://evil.example")
                .header("Cookie", visitor.cookieLine())
                .header("X-CSRF-Token", token)
                .body(MULTIPART, multipart(field("_csrf", token), file("a", 10))));

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.reason()).isEqualTo("untrusted-origin");
        assertThat(uploads).doesNotExist();
    }

    @Test
    void anUploadWithoutASecretIsNeverStored() {
        WireReply response = new Visitor(site.port())
                .send(new Visitor(site.port()).request("POST", "/form").body(MULTIPART, multipart(file("a", 10))));

        assertThat(response.reason()).isEqualTo("missing-secret");
        assertThat(uploads).doesNotExist();
    }

    @Test
    void anUploadWithAWrongTokenIsDeletedAgain() throws IOException {
        Visitor visitor = new Visitor(site.port());
        visitor.token("/token");
        String another = new Visitor(site.port()).token("/token");

        WireReply response = visitor.send(
                visitor.request("POST", "/form").body(MULTIPART, multipart(file("a", 10), field("_csrf", another))));

        assertThat(response.reason()).isEqualTo("wrong-token");
        assertThat(uploads).exists();
        Instant limit = Instant.now().plus(Duration.ofSeconds(20));
        while (!stored().isEmpty()) {
            assertThat(Instant.now()).isBefore(limit);
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aGenuineUploadReachesTheViewWhole(boolean tokenInHeader) throws IOException {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");
        WireRequest request = visitor.request("POST", "/form");

        WireReply response = visitor.send(
                tokenInHeader
                        ? request.header("X-CSRF-Token", token)
                                .body(MULTIPART, multipart(field("f", "é"), file("a", 9 * MOST)))
                        : request.body(
                                MULTIPART, multipart(field("f", "é"), file("a", 9 * MOST), field("_csrf", token))));

        assertThat(response.body()).isEqualTo("f=é a.txt:9000");
        assertThat(stored()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void theFieldsReachTheViewWhateverTheMethod(String method) {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");

        WireReply response =
                visitor.send(visitor.request(method, "/form?q=1").form("_csrf=" + token + "&b=3&c=%C3%A9&b=+4"));

        assertThat(response.body()).isEqualTo("b=3 c=é b= 4");
    }

    /** Vert.x decodes forms of four methods only, and fails over others; the body is there for the view all the same. */
    @Test
    void aFormOfAMethodThatVertxDoesNotKnowIsCheckedToo() {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");

        WireReply without = visitor.send(visitor.request("REPORT", "/raw").form("a=1"));
        WireReply with = visitor.send(visitor.request("REPORT", "/raw").form("a=1&_csrf=" + token));

        assertThat(without.reason()).isEqualTo("missing-token");
        assertThat(with.body()).isEqualTo("a=1&_csrf=" + token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; x=y"})
    void aMultipartBodyWithoutABoundaryIsNoErrorOfTheServers(String type) {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");
        byte[] body = multipart(field("_csrf", token));

        WireReply inField = visitor.send(visitor.request("POST", "/raw").body(type, body));
        WireReply inHeader = visitor.send(
                visitor.request("POST", "/raw").header("X-CSRF-Token", token).body(type, body));

        assertThat(inField.status()).isEqualTo(403);
        assertThat(inField.reason()).isEqualTo("missing-token");
        assertThat(inHeader.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {FORM + "x", "multipart/form-datax; boundary=limit", FORM + ", text/plain"})
    void aTypeThatOnlyBeginsLikeAFormsIsNone(String type) {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");

        WireReply inField = visitor.send(
                visitor.request("POST", "/raw").body(type, ("_csrf=" + token).getBytes(StandardCharsets.UTF_8)));

        assertThat(inField.reason()).isEqualTo("missing-token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"_csrf%20=", "%20_csrf=", "_csrf+=", "_CSRF="})
    void aFieldOfAnotherNameIsNoToken(String field) {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");

        WireReply response = visitor.send(
                visitor.request("POST", "/raw").body(FORM, (field + token).getBytes(StandardCharsets.UTF_8)));

        assertThat(response.reason()).isEqualTo("missing-token");
    }

    @Test
    void aBodyInManyChunksIsReadWhole() {
        Visitor visitor = new Visitor(site.port());
        String body = "a=" + "x".repeat(700) + "&_csrf=" + visitor.token("/token");

        WireReply response =
                visitor.send(visitor.request("POST", "/form").chunked(FORM, body.getBytes(StandardCharsets.UTF_8), 7));

        assertThat(response.body()).isEqualTo("a=" + "x".repeat(700));
    }

    @Test
    void aBodyThatIsNoFormReachesTheViewWhole() {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");

        WireReply without =
                visitor.send(visitor.request("POST", "/raw").body("application/json", "{\"_csrf\":\"" + token + "\"}"));
        WireReply with = visitor.send(
                visitor.request("POST", "/raw").header("X-CSRF-Token", token).body("application/json", "{\"a\":1}"));

        assertThat(without.reason()).isEqualTo("missing-token");
        assertThat(with.body()).isEqualTo("{\"a\":1}");
    }

    @Test
    void aTokenInTheQueryDoesNotCount() {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");

        assertThat(visitor.send(visitor.request("POST", "/form?_csrf=" + token).form("a=1"))
                        .reason())
                .isEqualTo("missing-token");
        assertThat(visitor.send(visitor.request("POST", "/form?_csrf=" + token)
                                .body(MULTIPART, multipart(field("a", "1"))))
                        .reason())
                .isEqualTo("missing-token");
    }

    @Test
    void aFieldIsKnownByItsExactName() {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");

        assertThat(visitor.send(visitor.request("POST", "/form").form("_CSRF=" + token))
                        .reason())
                .isEqualTo("missing-token");
        assertThat(visitor.send(visitor.request("POST", "/form").form("_CSRF=x&_csrf=" + token))
                        .status())
                .isEqualTo(200);
        assertThat(visitor.send(visitor.request("POST", "/form").form("_csrf=x&_csrf=" + token))
                        .reason())
                .isEqualTo("malformed-token");
    }

    @ParameterizedTest
    @CsvSource({"0, false, 200", "0, true, 200", "1, false, 413", "1, true, 413"})
    void aBodyMayBeAsLongAsConfigured(int more, boolean chunked, int status) {
        Visitor visitor = new Visitor(site.port());
        String start = "_csrf=" + visitor.token("/token") + "&x=";
        byte[] body = (start + "x".repeat(MOST + more - start.length())).getBytes(StandardCharsets.UTF_8);
        WireRequest request = visitor.request("POST", "/raw");

        WireReply response = visitor.send(chunked ? request.chunked(FORM, body, 64) : request.body(FORM, body));

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.reason()).isEqualTo(status == 413 ? "body-too-large" : null);
    }

    @Test
    void aBodyThatSaysItIsTooLongIsRefusedBeforeItIsSent() throws IOException {
        Visitor visitor = new Visitor(site.port());
        visitor.token("/token");
        try (WireConnection connection = WireConnection.open(site.port())) {
            connection.send(visitor.request("POST", "/form")
                    .header("Expect", "100-continue")
                    .header("Content-Type", FORM)
                    .header("Content-Length", Integer.toString(MOST + 1))
                    .octets());

            assertThat(connection.receive(false).reason()).isEqualTo("body-too-large");
        }
    }

    @Test
    void theFieldsOfAMultipartBodyMayBeAsLongAsConfiguredAndItsFilesDoNotCount() {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");

        WireReply files = visitor.send(visitor.request("POST", "/form")
                .body(MULTIPART, multipart(field("_csrf", token), file("a", 50 * MOST))));
        WireReply fields = visitor.send(visitor.request("POST", "/form")
                .body(MULTIPART, multipart(field("_csrf", token), field("a", "x".repeat(MOST)))));

        assertThat(files.body()).isEqualTo("a.txt:50000");
        assertThat(fields.status()).isEqualTo(413);
        assertThat(fields.reason()).isEqualTo("body-too-large");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBodyThatIsTooLongAndPassesAllTheSameIsStillWhole(boolean chunked) {
        Visitor visitor = new Visitor(site.port());
        String body = "_csrf=" + visitor.token("/report/token") + "&x=" + "x".repeat(20 * MOST);
        WireRequest request = visitor.request("POST", "/report/raw");

        WireReply response = visitor.send(
                chunked ? request.chunked(FORM, body.getBytes(StandardCharsets.UTF_8), 333) : request.form(body));

        assertThat(response.body()).isEqualTo(body);
    }

    @Test
    void aDeniedBodyLeavesTheConnectionToTheNextRequest() throws IOException {
        try (WireConnection connection = WireConnection.open(site.port())) {
            WireReply denied = connection.exchange(site.request("POST", "/form")
                    .header("Origin", "http://evil.example")
                    .chunked(FORM, new byte[300 * MOST], 4096));
            WireReply next = connection.exchange(site.request("GET", "/token"));

            assertThat(denied.status()).isEqualTo(403);
            assertThat(next.status()).isEqualTo(200);
        }
    }

    @Test
    void aClientThatWaitsForLeaveToSendIsRefusedWithoutIt() throws IOException {
        try (WireConnection connection = WireConnection.open(site.port())) {
            connection.send(site.request("POST", "/form")
                    .header("Origin", "http://evil.example")
                    .header("Expect", "100-continue")
                    .header("Content-Type", FORM)
                    .header("Content-Length", "10")
                    .octets());

            assertThat(connection.receive(false).status()).isEqualTo(403);
        }
    }

    @Test
    void aBodyHandlerThatRanBeforeWorksToo() {
        try (TestSite early = TestSite.start(setup -> {
            setup.router().route().handler(bodyHandler());
            mount(setup, BodyHandler.create());
        })) {
            Visitor visitor = new Visitor(early.port());
            String token = visitor.token("/token");

            assertThat(visitor.send(visitor.request("POST", "/form").form("a=1&_csrf=" + token))
                            .body())
                    .isEqualTo("a=1");
            assertThat(visitor.send(visitor.request("POST", "/form")
                                    .body(MULTIPART, multipart(field("a", "1"), field("_csrf", token))))
                            .body())
                    .isEqualTo("a=1");
            assertThat(visitor.send(visitor.request("POST", "/form").form("a=1"))
                            .reason())
                    .isEqualTo("missing-token");
            assertThat(visitor.send(visitor.request("POST", "/form").form("x=" + "x".repeat(MOST) + "&_csrf=" + token))
                            .status())
                    .isEqualTo(413);
        }
    }

    @Test
    void withoutABodyHandlerTheTokenIsLookedForInTheHeaderAndTheBodyIsLeftToWhoeverComesLater() {
        try (TestSite late = TestSite.start(setup -> {
            setup.router()
                    .route()
                    .handler(TallystickHandler.builder(protection())
                            .withoutBodyHandler()
                            .build());
            setup.router().route().handler(bodyHandler());
            addViews(setup);
        })) {
            Visitor visitor = new Visitor(late.port());
            String token = visitor.token("/token");

            assertThat(visitor.send(visitor.request("POST", "/form").form("a=1&_csrf=" + token))
                            .reason())
                    .isEqualTo("missing-token");
            assertThat(visitor.send(visitor.request("POST", "/form")
                                    .header("X-CSRF-Token", token)
                                    .body(MULTIPART, multipart(field("a", "1"), file("b", 3))))
                            .body())
                    .isEqualTo("a=1 b.txt:3");
        }
    }
}
