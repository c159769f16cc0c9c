package dev.tallystick.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.reference.server.Capability;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies: what is read in search of a token is still the view's, whatever its length, form and method. */
class BodiesTest extends OnEveryAdapter {

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "PURGE"})
    void theFieldsOfAFormReachTheViewWhateverTheMethod(String method) {
        Client client = client();
        String form = "_csrf=" + client.token("/web") + "&field=a+b%C3%A9&field=second";

        Reply reply =
                client.send(Call.of(method, "/web/echo?field=of-the-query").form(form));
        Reply chunked = client.send(
                Call.of(method, "/web/echo?field=of-the-query").form(form).chunked());

        assertThat(reply.outcome()).isEqualTo("200");
        assertThat(reply.json("field")).isEqualTo("a b\u00e9");
        assertThat(chunked.json("field")).isEqualTo("a b\u00e9");
    }

    @ParameterizedTest
    @CsvSource({
        "/open, POST",
        "/open, PUT",
        "/open, DELETE",
        "/web/hooks, POST",
        "/web/hooks, PUT",
        "/web/annotated, PATCH"
    })
    void theyDoWhereNothingIsCheckedToo(String mount, String method) {
        Reply reply = client().send(Call.of(method, mount + "/echo").form("field=x"));

        if (mount.equals("/web/annotated") && !can(Capability.ANNOTATIONS)) {
            assertThat(reply.outcome()).isEqualTo("403 missing-secret");
        } else {
            assertThat(reply.json("field")).isEqualTo("x");
        }
    }

    @Test
    void theyDoWhenTheTokenIsInTheHeader() {
        Client client = client();

        Reply reply = client.send(Call.of("PUT", "/web/echo")
                .with("X-CSRF-Token", client.token("/web"))
                .form("field=x"));

        assertThat(reply.json("field")).isEqualTo("x");
    }

    @ParameterizedTest
    @CsvSource({
        "application/x-www-form-urlencoded, 200",
        "APPLICATION/X-WWW-Form-urlencoded, 200",
        "application/x-www-form-urlencoded;charset=UTF-8, 200",
        "'application/x-www-form-urlencoded ; charset=\"utf-8\"', 200",
        "application/x-www-form-urlencoded;charset=iso-8859-1, 200",
        "text/plain, 403 missing-token",
        "application/json, 403 missing-token",
        "application/x-www-form-urlencodedx, 403 missing-token",
        "'text/plain, application/x-www-form-urlencoded', 403 missing-token",
        "'text/plain; application/x-www-form-urlencoded', 403 missing-token",
        "multipart/mixed; boundary=x, 403 missing-token",
        "'', 403 missing-token",
    })
    void aTokenCountsInAFormOnly(String type, String outcome) {
        Client client = client();
        String body = "_csrf=" + client.token("/web");

        assertThat(client.send(Call.post("/web/echo").body(type, body)).outcome())
                .isEqualTo(outcome);
    }

    @Test
    void anUnknownCharacterSetBreaksNothing() {
        Client client = client();
        String body = "field=x&_csrf=" + client.token("/web");

        Reply reply =
                client.send(Call.post("/web/echo").body("application/x-www-form-urlencoded; charset=nonsense", body));

        assertThat(reply.status()).isIn(200, 400, 403, 415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%zz", "%", "%e9", "%C3%28", "%00", "a%0d%0ab"})
    void aFieldThatIsBadlyEncodedBreaksNothing(String value) {
        Client client = client();

        for (String mount : new String[] {"/web", "/open"}) {
            assertThat(client.post(mount + "/echo", "_csrf=" + client.token("/web") + "&field=" + value)
                            .status())
                    .as(mount)
                    .isIn(200, 400);
        }
    }

    @Test
    void aFormUpToTheLimitIsReadAndALongerOneIsTooLarge() {
        Client client = client("max-form-bytes=1000");
        String form = "_csrf=" + client.token("/web") + "&field=";
        String full = form + "x".repeat(1000 - form.length());

        assertThat(client.post("/web/echo", full).outcome()).isEqualTo("200");
        assertThat(client.send(Call.post("/web/echo").form(full).chunked()).outcome())
                .isEqualTo("200");
        assertThat(client.post("/web/echo", full + "x").outcome()).isEqualTo("413 body-too-large");
        assertThat(client.send(Call.post("/web/echo").form(full + "x").chunked())
                        .outcome())
                .isEqualTo("413 body-too-large");
        assertThat(client.send(Call.post("/web/echo")
                                .form(full + "x".repeat(300_000))
                                .chunked())
                        .outcome())
                .isEqualTo("413 body-too-large");
    }

    @Test
    void oneMebibyteIsTheLimitIfNothingIsSaid() {
        Client client = client();
        String form = "_csrf=" + client.token("/web") + "&field=";
        String full = form + "x".repeat(1_048_576 - form.length());

        assertThat(client.post("/web/echo", full).json("field")).hasSize(1_048_576 - form.length());
        assertThat(client.post("/web/echo", full + "x").outcome()).isEqualTo("413 body-too-large");
    }

    @Test
    void ofAMultipartBodyTheFilesDontCount() {
        Client client = client("max-form-bytes=1000");
        String token = client.token("/web");

        Reply file = client.send(Call.post("/web/upload")
                .multipart("name=\"file\"; filename=\"f\"", "x".repeat(100_000), "name=\"_csrf\"", token));
        Reply fields = client.send(
                Call.post("/web/upload").multipart("name=\"field\"", "x".repeat(100_000), "name=\"_csrf\"", token));

        assertThat(file.outcome()).isEqualTo("200");
        assertThat(file.json("fileBytes")).isEqualTo("100000");
        assertThat(fields.outcome()).isEqualTo("413 body-too-large");
    }

    @Test
    void withTheTokenInTheHeaderNoBodyIsReadInSearchOfIt() {
        Client client = client("max-form-bytes=1000");
        String token = client.token("/web");

        Reply upload = client.send(Call.post("/web/upload")
                .with("X-CSRF-Token", token)
                .multipart("name=\"field\"", "x", "name=\"file\"; filename=\"f\"", "y".repeat(5000)));
        Reply json =
                client.send(Call.post("/web/echo").with("X-CSRF-Token", token).json("\"" + "x".repeat(5000) + "\""));

        assertThat(upload.json("fileBytes")).isEqualTo("5000");
        assertThat(json.outcome()).isEqualTo("200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/echo", "/hooks/echo", "/annotated/echo", "/login"})
    void aMultipartFormIsAFormLikeAnyOther(String view) {
        Client client = client("exempt=");

        Reply reply = client.send(Call.post("/web" + view)
                .multipart("name=\"_csrf\"", client.token("/web"), "name=\"field\"", "x", "name=\"user\"", "ann"));

        assertThat(reply.outcome()).isEqualTo("200");
        if (view.equals("/login")) {
            assertThat(client.get("/web/echo").json("user")).isEqualTo("ann");
        } else {
            assertThat(reply.json("field")).isEqualTo("x");
        }
    }

    @Test
    void aViewThatTakesNoMultipartFormSaysSo() {
        Client client = client();
        String token = client.token("/web");

        Reply reply = client.send(Call.post("/web/plain").multipart("name=\"_csrf\"", token));

        // In a servlet container, a view must have asked for multipart bodies; elsewhere each can have one.
        assertThat(reply.outcome()).isIn("403 missing-token", "405");
        if (reply.status() == 403) {
            assertThat(reply.json("detail")).contains("multipart");
        }
    }

    @Test
    void aTokenIsInAFieldAndNotInAFile() {
        Client client = client();
        String token = client.token("/web");

        Reply asFile = client.send(
                Call.post("/web/upload").multipart("name=\"_csrf\"; filename=\"_csrf\"", token, "name=\"field\"", "x"));
        Reply twice =
                client.send(Call.post("/web/upload").multipart("name=\"_csrf\"", token, "name=\"_csrf\"", "other"));

        assertThat(asFile.outcome()).isEqualTo("403 missing-token");
        assertThat(twice.outcome()).isEqualTo("403 malformed-token");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "--frontier",
                "--frontier\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\nx",
                "--frontier\r\n\r\n\r\n--frontier--\r\n",
                "--frontier\r\nContent-Disposition: form-data\r\n\r\nx\r\n--frontier--\r\n",
            })
    void aBrokenMultipartBodyIsRefusedAndBreaksNothing(String body) {
        Client client = client();
        client.token("/web");

        for (String type : new String[] {"multipart/form-data; boundary=frontier", "multipart/form-data"}) {
            assertThat(client.send(Call.post("/web/upload").body(type, body)).outcome())
                    .as(type)
                    .isIn("403 missing-token", "400");
            assertThat(client.send(Call.post("/open/upload").body(type, body)).status())
                    .as(type)
                    .isIn(200, 400);
        }
    }

    @ParameterizedTest
    @CsvSource({"https://evil.example, 403 untrusted-origin", "'', 403 missing-secret"})
    void aRequestThatIsRefusedAnywayIsNotReadFirst(String origin, String outcome) throws IOException {
        Client client = client();
        Call call = Call.post("/web/echo")
                .with("Accept", "application/json")
                .with("Content-Type", "application/x-www-form-urlencoded")
                .with("Content-Length", "100000");
        if (!origin.isEmpty()) {
            call.with("Origin", origin);
        }

        try (Socket socket = client.connect()) {
            socket.getOutputStream().write(call.bytes(client.host()));

            // No byte of the body is sent, and the answer comes all the same.
            assertThat(Reply.read(socket.getInputStream(), false).outcome()).isEqualTo(outcome);
        }
    }

    @Test
    void aClientThatWaitsForLeaveToSendIsGivenIt() {
        Client client = client();

        Reply reply = client.send(
                Call.post("/web/echo").with("Expect", "100-continue").form("field=x&_csrf=" + client.token("/web")));

        assertThat(reply.json("field")).isEqualTo("x");
    }

    @Test
    void severalRequestsOfOneConnectionAreEachDecided() throws IOException {
        Client client = client();
        String token = client.token("/web");
        String cookies = client.cookieHeader();

        try (Socket socket = client.connect()) {
            for (String sent : new String[] {token, "x", token}) {
                Call call = Call.post("/web/echo")
                        .with("Accept", "application/json")
                        .with("Cookie", cookies)
                        .form("field=y&_csrf=" + sent);
                socket.getOutputStream().write(call.bytes(client.host()));

                assertThat(Reply.read(socket.getInputStream(), false).outcome())
                        .isEqualTo(sent.equals(token) ? "200" : "403 malformed-token");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Content-Length: -1",
                "Transfer-Encoding: x"
            })
    void aBodyWhoseLengthIsContestedIsRefusedOrHasNoContent(String lines) throws IOException {
        Client client = client();

        try (Socket socket = client.connect()) {
            socket.getOutputStream()
                    .write(Call.post("/open/echo").withLine(lines).bytes(client.host()));
            socket.getOutputStream().write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            // RFC 9112, section 6: a server may refuse it, go by the chunks alone, or see no body in it.
            Reply reply = Reply.read(socket.getInputStream(), false);
            if (reply.status() == 200) {
                assertThat(reply.json("field")).isNull();
            } else {
                assertThat(reply.status()).isBetween(400, 501);
            }
        }
    }
}
