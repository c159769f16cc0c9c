package dev.tallystick.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireReply;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.EntityPart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.glassfish.jersey.media.multipart.FormDataMultiPart;
import org.glassfish.jersey.media.multipart.FormDataParam;
import org.glassfish.jersey.media.multipart.MultiPartFeature;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The token is read from a multipart body, however long its files are, and the view finds the body as it was sent. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MultipartTest {

    private static final String TYPE = "multipart/form-data; boundary=----b0undary";
    private static final BlockingQueue<InputStream> UNREAD = new LinkedBlockingQueue<>();

    private java.nio.file.Path uploads;
    private TestSite site;
    private TestSite reporting;

    @BeforeAll
    void start(@TempDir java.nio.file.Path directory) throws IOException {
        uploads = directory;
        site = TestSite.guardedBy(
                TallystickFeature.builder(Protections.csrf().maxFormBytes(2000).build())
                        .maxUploadBytes(400_000)
                        .uploadDirectory(uploads)
                        .build(),
                Uploads.class,
                MultiPartFeature.class);
        reporting = TestSite.guardedBy(
                TallystickFeature.builder(Protections.csrf()
                                .maxFormBytes(2000)
                                .reportOnly(true)
                                .build())
                        .maxUploadBytes(400_000)
                        .uploadDirectory(uploads)
                        .build(),
                Uploads.class,
                MultiPartFeature.class);
    }

    @AfterAll
    void stop() {
        site.close();
        reporting.close();
    }

    @Path("uploads")
    public static final class Uploads {

        @POST
        public byte[] echo(InputStream body) throws IOException {
            return body.readAllBytes();
        }

        @POST
        @Path("ignore")
        public String ignore(InputStream body) {
            UNREAD.add(body);
            return "ok";
        }

        @POST
        @Path("ignore-briefly")
        public void ignoreBriefly(InputStream body) {
            UNREAD.add(body);
        }

        @POST
        @Path("form-data-param")
        @Consumes("multipart/form-data")
        public String formDataParam(@FormDataParam("a") String a, @FormDataParam("cat") InputStream cat)
                throws IOException {
            return a + " " + cat.readAllBytes().length;
        }

        @POST
        @Path("multipart")
        @Consumes("multipart/form-data")
        public String multiPart(FormDataMultiPart parts) throws IOException {
            try (InputStream cat = parts.getField("cat").getEntityAs(InputStream.class)) {
                return parts.getField("a").getValue() + " " + cat.readAllBytes().length;
            }
        }

        @POST
        @Path("entity-parts")
        @Consumes("multipart/form-data")
        public String entityParts(List<EntityPart> parts) throws IOException {
            String text = "";
            for (EntityPart part : parts) {
                byte[] content = part.getContent().readAllBytes();
                text += switch (part.getName()) {
                    case "a" -> new String(content, StandardCharsets.UTF_8);
                    case "cat" -> " " + content.length;
                    default -> "";
                };
            }
            return text;
        }

        @POST
        @Path("form-param")
        @Consumes("multipart/form-data")
        public String formParam(@FormParam("a") EntityPart a, @FormParam("cat") EntityPart cat) throws IOException {
            return new String(a.getContent().readAllBytes(), StandardCharsets.UTF_8) + " "
                    + cat.getContent().readAllBytes().length;
        }
    }

    private long files() throws IOException {
        long count = 0;
        try (DirectoryStream<java.nio.file.Path> entries = Files.newDirectoryStream(uploads)) {
            for (java.nio.file.Path entry : entries) {
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
    void filesDoNotCountAndTheBodyIsStillWhole(int fileLength) throws IOException {
        Visitor visitor = new Visitor(site.port());
        String body = body(
                field("a", "é"), file("cat", fileLength), field("_csrf", visitor.token("/token")), field("b", "2"));

        WireReply response = upload(visitor, "/uploads", body);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(body);
        assertThat(files()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"form-data-param", "multipart", "entity-parts", "form-param"})
    void thePartsAreThereByEachMeans(String means) {
        for (int length : new int[] {400, 200_000}) {
            Visitor visitor = new Visitor(site.port());
            String body = body(field("a", "x y"), file("cat", length), field("_csrf", visitor.token("/token")));

            WireReply response = upload(visitor, "/uploads/" + means, body);

            assertThat(response.body()).isEqualTo("x y " + length);
        }
    }

    @Test
    void aChunkedBodyIsReadToo() {
        Visitor visitor = new Visitor(site.port());
        String body = body(file("cat", 100_000), field("_csrf", visitor.token("/token")));

        WireReply response = visitor.send(
                visitor.request("POST", "/uploads").chunked(TYPE, body.getBytes(StandardCharsets.UTF_8), 1013));

        assertThat(response.body()).isEqualTo(body);
    }

    @Test
    void whatFollowsTheLastBoundaryIsStillThere() {
        Visitor visitor = new Visitor(site.port());
        String body = "preamble\r\n" + body(field("_csrf", visitor.token("/token"))) + "epilogue".repeat(2000);

        assertThat(upload(visitor, "/uploads", body).body()).isEqualTo(body);
    }

    @Test
    void fieldsThatAreTooLongAreRefused() {
        Visitor visitor = new Visitor(site.port());
        String token = field("_csrf", visitor.token("/token"));

        WireReply oneLong = upload(visitor, "/uploads", body(token, field("a", "x".repeat(2000))));
        WireReply manyEmpty =
                upload(visitor, "/uploads", body(token, field("a", "").repeat(100)));

        assertThat(oneLong.status()).isEqualTo(413);
        assertThat(oneLong.reason()).isEqualTo("body-too-large");
        assertThat(manyEmpty.status()).isEqualTo(413);
    }

    @Test
    void anUploadThatIsTooLongIsRefusedUnlessTheTokenIsInTheHeader() {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");
        String body = body(field("_csrf", token), file("cat", 400_000));

        WireReply refused = upload(visitor, "/uploads", body);
        WireReply passed = visitor.send(visitor.request("POST", "/uploads")
                .header("X-CSRF-Token", token)
                .body(TYPE, body));

        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.reason()).isEqualTo("body-too-large");
        assertThat(passed.body()).isEqualTo(body);
    }

    @Test
    void whatIsTooLongAndPassesAllTheSameIsStillWhole() {
        Visitor visitor = new Visitor(reporting.port());
        String body = body(file("cat", 500_000), field("_csrf", visitor.token("/token")));

        assertThat(upload(visitor, "/uploads", body).body()).isEqualTo(body);
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

        WireReply response = visitor.send(visitor.request("POST", "/uploads").body(type, body));

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.reason()).isEqualTo("missing-token");
    }

    @Test
    void aFileIsNoToken() {
        Visitor visitor = new Visitor(site.port());
        String file = "------b0undary\r\nContent-Disposition: form-data; name=_csrf; filename=\"\"\r\n\r\n"
                + visitor.token("/token") + "\r\n";

        assertThat(upload(visitor, "/uploads", body(file)).reason()).isEqualTo("missing-token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/uploads/ignore", "/uploads/ignore-briefly"})
    void aBodyThatNobodyReadIsLetGoOfWithTheResponse(String path) throws Exception {
        Visitor visitor = new Visitor(site.port());

        upload(visitor, path, body(file("cat", 200_000), field("_csrf", visitor.token("/token"))));

        InputStream body = UNREAD.poll(10, TimeUnit.SECONDS);
        assertThat(body).isNotNull();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        assertThatThrownBy(() -> {
                    // The client may have its answer before the server is done with it.
                    while (body.read() >= 0 && System.nanoTime() < deadline) {
                        Thread.onSpinWait();
                    }
                })
                .isInstanceOfAny(ClosedChannelException.class, IllegalStateException.class, IOException.class);
    }
}
