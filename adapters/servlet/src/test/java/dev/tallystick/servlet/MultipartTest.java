package dev.tallystick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Router;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireReply;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The token is read from a multipart body where the view takes one, and the view finds every part. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MultipartTest {

    private static final String TYPE = "multipart/form-data; boundary=B";
    private static final int MOST_FORM = 300;
    private static final int MOST_FILE = 5_000;

    private TestSite site;

    @BeforeAll
    void start() throws Exception {
        CsrfProtection.Builder strict = CsrfProtection.builder().maxFormBytes(MOST_FORM);
        CsrfProtection.Builder report =
                CsrfProtection.builder().maxFormBytes(MOST_FORM).reportOnly(true);
        TallystickFilter filter = TallystickFilter.builder(Router.builder()
                        .mount("/report", report.build())
                        .otherwise(strict.build())
                        .build())
                .build();
        site = TestSite.guarded(filter, context -> {
            for (String mount : List.of("", "/report")) {
                context.addServlet(
                        TestSite.servlet((request, response) -> TestSite.print(
                                response, TallystickFilter.token(request).value())),
                        mount + "/token");
                ServletHolder parts = TestSite.servlet(MultipartTest::parts);
                parts.getRegistration()
                        .setMultipartConfig(new MultipartConfigElement("", MOST_FILE, 2 * MOST_FILE, 1_000));
                context.addServlet(parts, mount + "/parts");
                context.addServlet(
                        TestSite.servlet((request, response) -> response.getOutputStream()
                                .write(request.getInputStream().readAllBytes())),
                        mount + "/stream");
            }
        });
    }

    @AfterAll
    void stop() {
        site.close();
    }

    private static void parts(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        StringBuilder shown = new StringBuilder();
        for (Part part : request.getParts()) {
            shown.append(part.getName()).append(':').append(part.getSize()).append(' ');
        }
        Part file = request.getPart("file");
        shown.append("a=").append(request.getParameter("a")).append(" file=");
        shown.append(file == null ? null : new String(file.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        TestSite.print(response, shown);
    }

    private static String field(String name, String value) {
        return "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String file(String name, String content) {
        return "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"x.txt\"\r\n"
                + "Content-Type: text/plain\r\n\r\n" + content + "\r\n";
    }

    private static String end() {
        return "--B--\r\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH"})
    void theViewFindsEveryPart(String method) {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");

        WireReply response = visitor.send(visitor.request(method, "/parts")
                .body(TYPE, field("a", "é") + field("_csrf", token) + file("file", "hello") + end()));

        assertThat(response.body()).isEqualTo("a:2 _csrf:" + token.length() + " file:5 a=é file=hello");
    }

    @Test
    void filesDoNotCountAndMayBeLong() {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");
        String content = "x".repeat(MOST_FILE);

        WireReply response = visitor.send(
                visitor.request("POST", "/parts").body(TYPE, file("file", content) + field("_csrf", token) + end()));

        assertThat(response.body()).endsWith("file=" + content);
    }

    @ParameterizedTest
    @CsvSource({"0, 200", "1, 413"})
    void fieldsMayBeAsLongAsConfiguredAllTogether(int more, int status) {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");
        String filling = "x".repeat(MOST_FORM + more - token.length() - 3);

        WireReply response = visitor.send(visitor.request("POST", "/parts")
                .body(TYPE, field("a", "123") + field("_csrf", token) + field("b", filling) + end()));

        assertThat(response.status()).isEqualTo(status);
    }

    @Test
    void aFileOfTheTokensNameIsNoToken() {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");

        WireReply response = visitor.send(visitor.request("POST", "/parts").body(TYPE, file("_csrf", token) + end()));

        assertThat(response.reason()).isEqualTo("missing-token");
    }

    @Test
    void aViewThatTakesNoMultipartNeedsTheTokenInTheHeaderAndTheDenialSaysSo() {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");
        String body = field("_csrf", token) + end();

        WireReply inForm = visitor.send(visitor.request("POST", "/stream").body(TYPE, body));
        WireReply inHeader = visitor.send(
                visitor.request("POST", "/stream").header("X-CSRF-Token", token).body(TYPE, body));

        assertThat(inForm.reason()).isEqualTo("missing-token");
        assertThat(inForm.body()).contains("send the token in the header");
        assertThat(inHeader.body()).isEqualTo(body);
    }

    /** What is wrong with the body, and how often it may go wrong. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TYPE                            | ''                      | 403 | missing-token",
                "TYPE                            | hello                   | 403 | missing-token",
                "TYPE                            | UNTERMINATED            | 403 | missing-token",
                "TYPE                            | NAMELESS                | 403 | missing-token",
                "TYPE                            | BAD_HEADER              | 403 | missing-token",
                "multipart/form-data             | WHOLE                   | 403 | missing-token",
                "multipart/form-data; boundary=C | WHOLE                   | 403 | missing-token",
                "TYPE                            | FILE_TOO_LARGE          | 413 | body-too-large",
                "TYPE                            | REQUEST_TOO_LARGE       | 413 | body-too-large",
                "TYPE                            | TOO_MANY                | 413 | body-too-large"
            })
    void aBrokenBodyOrOneOverTheViewsLimitsIsDenied(String type, String kind, int status, String reason) {
        Visitor visitor = new Visitor(site.port());
        String token = field("_csrf", visitor.token("/token"));
        String body = switch (kind) {
            case "WHOLE" -> token + end();
            case "UNTERMINATED" -> token + field("a", "1");
            case "NAMELESS" -> token + field("a", "1").replace("; name=\"a\"", "") + end();
            case "BAD_HEADER" -> token + field("a", "1").replace("form-data", "\u0001") + end();
            case "FILE_TOO_LARGE" -> token + file("f", "x".repeat(MOST_FILE + 1)) + end();
            case "REQUEST_TOO_LARGE" -> token + file("f", "x".repeat(MOST_FILE)).repeat(2) + end();
            case "TOO_MANY" -> token + field("a", "").repeat(1_001) + end();
            default -> kind;
        };

        WireReply response = visitor.send(visitor.request("POST", "/parts").body(type.replace("TYPE", TYPE), body));

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/form-data; boundary=B; charset=no-such-set", "Multipart/Form-Data;boundary=B"})
    void anUnknownCharacterSetIsNoFailureOfOurs(String type) {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/token");

        WireReply response = visitor.send(visitor.request("POST", "/parts").body(type, field("_csrf", token) + end()));

        assertThat(response.status()).isIn(200, 403);
    }

    @Test
    void aViewThatParsesItselfFindsTheBodyWholeWhereDenialsAreOnlyReported() {
        Visitor visitor = new Visitor(site.port());
        String body = field("_csrf", visitor.token("/report/token")) + end();

        WireReply response =
                visitor.send(visitor.request("POST", "/report/stream").body(TYPE, body));

        assertThat(response.body()).isEqualTo(body);
    }

    @Test
    void fieldsThatAreTooLongAreStillThereWhereDenialsAreOnlyReported() {
        Visitor visitor = new Visitor(site.port());
        String body = field("_csrf", visitor.token("/report/token")) + field("a", "x".repeat(MOST_FORM)) + end();

        WireReply response =
                visitor.send(visitor.request("POST", "/report/parts").body(TYPE, body));

        assertThat(response.body()).contains("a:" + MOST_FORM + " ");
    }

    /** No denial: there is nobody to read it, and the log would warn of an attack. */
    @Test
    void aClientThatBreaksOffIsNotDenied() throws Exception {
        Visitor visitor = new Visitor(site.port());
        visitor.token("/token");
        Denials denials = new Denials();
        Logger logger = Logger.getLogger("dev.tallystick");
        logger.addHandler(denials);
        try (WireConnection connection = WireConnection.open(site.port())) {
            connection.send(visitor.request("POST", "/parts")
                    .header("Content-Type", TYPE)
                    .header("Transfer-Encoding", "chunked")
                    .octets());
            connection.send("5\r\n--B\r\n\r\nzz".getBytes(StandardCharsets.UTF_8));

            assertThat(connection.receive(false).status()).isEqualTo(400);
        } finally {
            logger.removeHandler(denials);
        }
        assertThat(denials.count).isZero();
    }

    private static final class Denials extends Handler {
        private int count;

        @Override
        public synchronized void publish(LogRecord record) {
            count++;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
