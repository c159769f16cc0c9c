package dev.tallystick.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tallystick.adapter.body.FormReader;
import dev.tallystick.http.FormFields;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** The token in a multipart body (RFC 7578): the parameters of the content type in the first line, then the body. */
class MultipartFuzzTest {

    private static final int MOST = 512;
    private static final int MOST_UPLOAD = 4096;
    private static final FormReader READER = FormReader.of(FormReader.defaultDirectory(), MOST_UPLOAD);

    static Stream<byte[]> bodies() {
        return Stream.of(
                        "boundary=b\n--b\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\ntoken\r\n--b--\r\n",
                        "boundary=b\n--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n--\r\n--b\r\n"
                                + "content-disposition: form-data; name=_csrf\r\nContent-Type: text/plain\r\n\r\ntoken\r\n--b--",
                        "boundary=\"a b\"; charset=utf-8\npreamble\r\n--a b\r\nContent-Disposition: form-data;"
                                + " name=\"=?utf-8?q?x?=\"\r\n\r\n\r\n--a b--\r\nepilogue",
                        "\n--b--")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @MethodSource("bodies")
    @FuzzTest
    void multipart(byte[] input) throws IOException {
        String text = Property.text(input);
        int end = text.indexOf('\n');
        if (end >= 0) {
            anything(text.substring(0, end), text.substring(end + 1).getBytes(StandardCharsets.ISO_8859_1));
        }
        wellFormed(text);
    }

    private static void anything(String parameters, byte[] body) throws IOException {
        FormReader.Result result = read("multipart/form-data; " + parameters, body);
        FormFields.State state = result.fields().state();
        Property.holds(
                state == FormFields.State.READ
                        || state == FormFields.State.MALFORMED
                        || state == FormFields.State.TOO_LARGE,
                () -> "a multipart body is read, malformed or too large: " + state);
        for (String value : result.fields().values("_csrf")) {
            Property.holds(value.length() <= MOST, () -> "no value is longer than may be");
        }
        FormFuzzTest.replaysAll(result.body(), body);
    }

    /** Fields, a line each, as a browser writes them: all are found, and files hide none. */
    private static void wellFormed(String text) throws IOException {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        StringBuilder body = new StringBuilder();
        int i = 0;
        for (String value : text.lines().limit(8).toList()) {
            String kept = value.substring(0, Math.min(value.length(), 12)).replace("--boundary", "");
            String name = "field" + i++;
            fields.put(name, List.of(utf8(kept)));
            body.append("--boundary\r\nContent-Disposition: form-data; name=\"")
                    .append(name)
                    .append("\"\r\n\r\n")
                    .append(kept)
                    .append("\r\n--boundary\r\nContent-Disposition: form-data; name=\"")
                    .append(name)
                    .append("\"; filename=\"x\"\r\nContent-Type: text/plain\r\n\r\n")
                    .append(value.replace("--boundary", ""))
                    .append("\r\n");
        }
        body.append("--boundary--\r\n");
        byte[] octets = body.toString().getBytes(StandardCharsets.ISO_8859_1);
        if (octets.length > MOST_UPLOAD || i == 0) {
            return;
        }
        FormReader.Result result = read("multipart/form-data; boundary=boundary", octets);
        if (result.fields().state() == FormFields.State.TOO_LARGE) {
            Property.holds(octets.length > MOST, () -> "what is short isn't too large");
        } else {
            Property.same(result.fields().state(), FormFields.State.READ, () -> "a browser's body is read");
            fields.forEach(
                    (name, values) -> Property.same(result.fields().values(name), values, () -> "the field " + name));
        }
        FormFuzzTest.replaysAll(result.body(), octets);
    }

    private static String utf8(String octets) {
        return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static FormReader.Result read(String type, byte[] body) throws IOException {
        return READER.read(
                SentRequest.of("POST", "/").header("Content-Type", type), () -> new ByteArrayInputStream(body), MOST);
    }
}
