package dev.tallystick.adapter.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tallystick.http.FormFields;
import dev.tallystick.http.FormFields.State;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client sends for multipart is read or refused: nothing of it ends in an exception. */
class MultipartFieldsTest {

    private static final String TYPE = "multipart/form-data; boundary=b";

    private static FormFields read(String contentType, byte[] body) throws IOException {
        Spool taken = new Spool(Long.MAX_VALUE, Path.of("never-written"));
        return MultipartFields.read(
                contentType, new SpooledInput(new ByteArrayInputStream(body), taken, 100_000), 10_000);
    }

    private static byte[] body(String partHead) {
        return ("--b\r\n" + partHead + "\r\n\r\nvalue\r\n--b--\r\n").getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Disposition: form-data; name=x",
                "content-disposition:form-data;NAME=\"x\"",
                "CONTENT-DISPOSITION: form-data; a; b=; ;; name= \"x\" ",
                "Content-Type: text/plain\r\nContent-Disposition: form-data; name=\"x\"",
                "Content-Disposition: form-data; name*=utf-8''x"
            })
    void aFieldIsFoundHoweverItsPartIsWritten(String head) throws IOException {
        FormFields fields = read(TYPE, body(head));

        assertThat(fields.state()).isEqualTo(State.READ);
        assertThat(fields.values("x")).containsExactly("value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Disposition: form-data",
                "Content-Disposition: form-data; name",
                "Content-Disposition",
                "X: y",
                "Content-Disposition: form-data; name=x; filename=y",
                "Content-Disposition: form-data; name=x; filename*=utf-8''y",
                "Content-Disposition: form-data; name=x; FILENAME"
            })
    void whatIsNoFieldIsPassedOver(String head) throws IOException {
        FormFields fields = read(TYPE, body(head));

        assertThat(fields.state()).isEqualTo(State.READ);
        assertThat(fields.values("x")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, READ", "70, READ", "71, MALFORMED", "5000, MALFORMED"})
    void aBoundaryIsAsLongAsTheStandardHasIt(int length, State state) throws IOException {
        String boundary = "b".repeat(length);
        String body =
                "--" + boundary + "\r\nContent-Disposition: form-data; name=x\r\n\r\nvalue\r\n--" + boundary + "--\r\n";

        FormFields fields =
                read("multipart/form-data; boundary=\"" + boundary + '"', body.getBytes(StandardCharsets.US_ASCII));

        assertThat(fields.state()).isEqualTo(state);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name*=nonsense''x",
                "name*=utf-8''%zz",
                "name*=utf-8''%e",
                "name*='",
                "name*=''",
                "name*==??''%",
                "name=\"=?nonsense?B?eA==?=\"",
                "name=\"=?utf-8?B?!!!?=\"",
                "name=\"=?utf-8?B?e?=\"",
                "name=\"=?utf-8?Q?=zz?=\"",
                "name=\"=?utf-8?Q?=e?=\"",
                "name=\"=?utf-8?X?x?=\"",
                "name=\"=? ?B?x?=\"",
                "name=\"=?\u0000?Q?x?=\"",
                "name=\"=??Q?x?=\"",
                "name=\"=?*?Q?x?=\"",
                "name=\"=?",
                "name=\"\\\"",
                "name=\"",
                "=",
                ";"
            })
    void aParameterThatCannotBeDecodedIsNoAccident(String parameter) {
        assertThatCode(() -> read(TYPE, body("Content-Disposition: form-data; " + parameter)))
                .doesNotThrowAnyException();
        assertThatCode(() -> read("multipart/form-data; " + parameter.replace("name", "boundary"), body("X: y")))
                .doesNotThrowAnyException();
    }

    @Test
    void noMutationOfABodyIsAnAccident() {
        List<String> pieces = List.of(
                "--b",
                "--b--",
                "\r\n",
                "\n",
                "\r",
                "Content-Disposition: form-data; name=",
                "\"",
                "=?utf-8?Q?",
                "?=",
                "; filename=",
                "*=",
                "''",
                "%",
                "\u0000",
                ":",
                "x",
                "é",
                "--");
        Random random = new Random(20261124);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(25); length > 0; length--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            String mutant = text.toString();
            assertThatCode(() -> read(TYPE, mutant.getBytes(StandardCharsets.UTF_8)))
                    .as(mutant)
                    .doesNotThrowAnyException();
            assertThatCode(() -> read("multipart/form-data;" + mutant.replace("name", "boundary"), body("X: y")))
                    .as(mutant)
                    .doesNotThrowAnyException();
        }
    }
}
