package dev.tallystick.reference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kit doesn't ask of a view: headers to the letter, and nothing besides. */
class ViewsTest extends OnEveryAdapter {

    private Client client() {
        return client("mounts=/web=csrf,/open=none,/a/b=csrf", "otherwise=csrf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/web", "/open", "/a/b", ""})
    void aTokenComesWithItsNamesAndNoHeaderTooMany(String mount) {
        Reply reply = client().get(mount + "/token");

        assertThat(reply.contentType()).isEqualTo("application/json;charset=utf-8");
        assertThat(reply.json()).containsOnlyKeys("token", "parameterName", "headerName");
        assertThat(reply.headers("Vary")).containsExactly("Cookie");
        assertThat(reply.headers("Cache-Control")).containsExactly("private, no-cache");
    }

    /** Servers write the attribute each in its own way. */
    @Test
    void noScriptReadsTheSessionsCookie() {
        assertThat(client().post("/open/login", "user=ann").header("Set-Cookie"))
                .containsIgnoringCase("; HttpOnly");
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
}
