package dev.tallystick.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.reference.server.Capability;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each view answers below each kind of mount. */
class ViewsTest extends OnEveryAdapter {

    private static final Jwts JWTS = Jwts.INSTANCE;

    /** Every kind of mount at once, a nested one and the root among them. */
    private static final String[] ALL = {
        "mounts=/web=csrf,/mobile=jwt,/open=none,/both=bearer-or-csrf,/shut=deny,/a/b=csrf",
        "otherwise=csrf",
        "jwt.jwks=" + JWTS.file(),
        "jwt.issuer=" + Jwts.ISSUER,
        "jwt.audience=" + Jwts.AUDIENCE,
        "jwt.claim.mobile=true"
    };

    private Client client() {
        return client(ALL);
    }

    private static Call asPhone(Call call) {
        return call.with("Authorization", "Bearer " + JWTS.valid());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/web", "/open", "/both", "/a/b", ""})
    void aFormPostsItsTokenToTheEchoOfItsMount(String mount) {
        Client client = client();

        Reply page = client.get(mount + "/form");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.contentType()).isEqualTo("text/html;charset=utf-8");
        assertThat(page.formAction()).isEqualTo(mount + "/echo");
        Reply echo = client.post(page.formAction(), "field=x&_csrf=" + page.hiddenField("_csrf"));
        assertThat(echo.outcome()).isEqualTo("200");
        assertThat(echo.json("mount")).isEqualTo(mount);
        assertThat(echo.json("field")).isEqualTo("x");
    }

    @Test
    void aFormForAnActionHoldsForThatActionAlone() {
        Client client = client();

        Reply page = client.get("/web/form?action=/a/b/hooks/echo");

        assertThat(page.formAction()).isEqualTo("/a/b/hooks/echo");
        String form = "_csrf=" + page.hiddenField("_csrf");
        assertThat(client.post("/a/b/hooks/echo", form).outcome()).isEqualTo("200");
        assertThat(client.post("/a/b/echo", form).outcome()).isEqualTo("403 wrong-token");
        assertThat(client.send(Call.of("PUT", "/a/b/hooks/echo").form(form)).outcome())
                .isEqualTo("403 wrong-token");
    }

    @ParameterizedTest
    @CsvSource({
        // The action in the query, the attribute in the page.
        "/web/echo?a=1%26b=%22%3E%3Cscript%3E, /web/echo?a=1&amp;b=&quot;&gt;&lt;script&gt;",
        "/web/echo%253Fx, /web/echo%3Fx",
    })
    void anActionIsEscapedInThePage(String inQuery, String attribute) {
        Reply page = client().get("/web/form?action=" + inQuery);

        assertThat(page.formAction()).isEqualTo(attribute);
        assertThat(page.body()).doesNotContain("<script");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "//evil.example/",
                "/%5Cevil.example/",
                "javascript:alert(1)",
                "echo",
                ""
            })
    void noFormCarriesATokenToAnotherSite(String action) {
        assertThat(client().get("/web/form?action=" + action).status()).isEqualTo(400);
    }

    @Test
    void aTokenForAnEncodedActionHoldsForThePathThatIsRouted() {
        Client client = client("mounts=/caf\u00e9=csrf");

        Reply page = client.get("/caf%C3%A9/form?action=/caf%25C3%25A9/echo");

        assertThat(page.formAction()).isEqualTo("/caf%C3%A9/echo");
        Reply echo = client.post("/caf%C3%A9/echo", "_csrf=" + page.hiddenField("_csrf"));
        assertThat(echo.outcome()).isEqualTo("200");
        assertThat(echo.json("path")).isEqualTo("/caf%C3%A9/echo");
        assertThat(echo.json("mount")).isEqualTo("/caf\u00e9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/web", "/open", "/both", "/a/b", ""})
    void scriptsGetATokenWithTheNamesToSendItBy(String mount) {
        Client client = client();

        Reply reply = client.get(mount + "/token");

        assertThat(reply.contentType()).isEqualTo("application/json;charset=utf-8");
        assertThat(reply.json()).containsOnlyKeys("token", "parameterName", "headerName");
        assertThat(reply.json("parameterName")).isEqualTo("_csrf");
        assertThat(reply.json("headerName")).isEqualTo("X-CSRF-Token");
        assertThat(reply.header("Vary")).isEqualTo("Cookie");
        assertThat(reply.header("Cache-Control")).isEqualTo("private, no-cache");
        Reply echo = client.send(Call.of("DELETE", mount + "/echo").with("X-CSRF-Token", reply.json("token")));
        assertThat(echo.outcome()).isEqualTo("200");
    }

    @Test
    void eachRenderingHasATokenOfItsOwn() {
        Client client = client();

        assertThat(client.token("/web")).isNotEqualTo(client.token("/web"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/web", "/open", "/both", "/a/b", "", "/mobile"})
    void aPageWithoutATokenLeavesNoTrace(String mount) {
        Reply reply = client().send(
                        mount.equals("/mobile") ? asPhone(Call.get("/mobile/plain")) : Call.get(mount + "/plain"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.contentType()).isEqualTo("text/plain;charset=utf-8");
        assertThat(reply.headers("Set-Cookie")).isEmpty();
        assertThat(reply.headers("Vary")).isEmpty();
        assertThat(reply.headers("Cache-Control")).isEmpty();
    }

    static Stream<Arguments> methodsAndMounts() {
        return Stream.of("GET", "OPTIONS", "TRACE", "QUERY", "POST", "PUT", "PATCH", "DELETE", "PURGE", "get")
                .flatMap(method -> Stream.of("/web", "/mobile", "/open", "/both", "/a/b", "")
                        .flatMap(mount -> Stream.of("/echo", "/hooks/echo", "/annotated/echo")
                                .map(view -> Arguments.of(method, mount, view))));
    }

    @ParameterizedTest
    @MethodSource("methodsAndMounts")
    void anEchoTellsWhatItSeesWhateverTheMethod(String method, String mount, String view) {
        Client client = client();
        Call call = Call.of(method, mount + view + "?field=of-the-query");
        if (mount.equals("/mobile")) {
            asPhone(call);
        } else {
            call.with("X-CSRF-Token", client.token(mount));
        }

        Reply reply = client.send(call);

        if (method.equals("get") && reply.isRefusedByTheServer()) {
            // To some servers a method in small letters is no method.
            return;
        }
        assertThat(reply.outcome()).isEqualTo("200");
        assertThat(reply.contentType()).isEqualTo("application/json;charset=utf-8");
        assertThat(reply.json()).containsOnlyKeys("method", "path", "mount", "user", "cookies", "field");
        assertThat(reply.json("method")).isEqualTo(method);
        assertThat(reply.json("path")).isEqualTo(mount + view);
        assertThat(reply.json("mount")).isEqualTo(mount);
        assertThat(reply.json("field")).isNull();
    }

    @Test
    void aHeadHasTheHeadersOfTheEchoAndNoBody() {
        Reply reply = client().send(Call.of("HEAD", "/web/echo"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.contentType()).isEqualTo("application/json;charset=utf-8");
    }

    @Test
    void anEchoEscapesWhatAClientSent() {
        Reply reply = client().post("/open/echo", "field=%22%5C%3Cscript%3E%00%0A%E2%80%A8%F0%9F%98%80");

        assertThat(reply.json("field")).isEqualTo("\"\\<script>\0\n\u2028\ud83d\ude00");
        assertThat(reply.body()).doesNotContain("<script").isASCII();
    }

    @Test
    void anEchoNamesEachCookieOnce() {
        Reply reply =
                client().send(Call.get("/web/echo").with("Cookie", "a=1; b=2").with("Cookie", "a=3; $c=4"));

        assertThat(reply.json("cookies")).isEqualTo("[a, b, $c]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/web", "/open", "/both", "/a/b", ""})
    void anUploadArrivesWholeAfterTheCheck(String mount) {
        Client client = client();
        String file = "0123456789".repeat(300_000);

        Reply reply = client.send(Call.post(mount + "/upload")
                .multipart(
                        "name=\"_csrf\"",
                        client.token(mount),
                        "name=\"field\"",
                        "x",
                        "name=\"file\"; filename=\"f.bin\"",
                        file));

        assertThat(reply.outcome()).isEqualTo("200");
        assertThat(reply.json("field")).isEqualTo("x");
        assertThat(reply.json("fileBytes")).isEqualTo("3000000");
    }

    @Test
    void anUploadOverTheJwtDoorNeedsNoToken() {
        Reply reply = client().send(asPhone(Call.post("/mobile/upload"))
                .multipart("name=\"field\"", "x", "name=\"file\"; filename=\"f\"", "abc"));

        assertThat(reply.outcome()).isEqualTo("200");
        assertThat(reply.json("field")).isEqualTo("x");
        assertThat(reply.json("fileBytes")).isEqualTo("3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/web", "/open", "/both", "/a/b", ""})
    void loginAndLogoutChangeWhoTheClientIs(String mount) {
        Client client = client();
        assertThat(client.get(mount + "/echo").json("user")).isNull();

        client.login(mount, "ann");
        assertThat(client.get(mount + "/echo").json("user")).isEqualTo("ann");

        client.post(mount + "/logout", "_csrf=" + client.token(mount));
        assertThat(client.get(mount + "/echo").json("user")).isNull();
    }

    @Test
    void noScriptReadsTheSessionsCookie() {
        assertThat(client().post("/open/login", "user=ann").header("Set-Cookie"))
                .containsIgnoringCase("; HttpOnly");
    }

    @Test
    void eachLoginHasANewSessionId() {
        Client client = client();
        client.login("/web", "ann");
        String first = client.cookieHeader();

        client.login("/web", "bob");

        assertThat(client.cookieHeader()).isNotEqualTo(first);
        assertThat(client.get("/web/echo").json("user")).isEqualTo("bob");
        Client thief = client().setCookies(first);
        assertThat(thief.get("/web/echo").json("user")).isNull();
    }

    @Test
    void aLoginNeedsAName() {
        assertThat(client().post("/open/login", "user=").status()).isEqualTo(400);
        assertThat(client().send(Call.post("/open/login")).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /login, POST",
        "PUT, /logout, POST",
        "GET, /upload, POST",
        "POST, /form, 'GET, HEAD'",
        "OPTIONS, /token, 'GET, HEAD'",
        "DELETE, /plain, 'GET, HEAD'",
    })
    void aViewSaysWhichMethodsItAnswers(String method, String view, String allowed) {
        Reply reply = client().send(Call.of(method, "/open" + view));

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Allow")).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({"GET, /form", "GET, /token", "POST, /login", "POST, /logout"})
    void behindTheJwtDoorThereIsNothingForBrowsers(String method, String view) {
        assertThat(client().send(asPhone(Call.of(method, "/mobile" + view))).status())
                .isEqualTo(404);
        assertThat(client().send(asPhone(Call.of(method, "/both" + view))).status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mobile", "/both"})
    void behindTheJwtDoorTheUserIsTheSubjectAndNoAmbientLoginIsSeen(String mount) {
        Client client = client();
        client.login("/web", "ann");

        Reply reply = client.send(asPhone(Call.post(mount + "/echo")).form("field=x"));

        assertThat(reply.outcome()).isEqualTo("200");
        assertThat(reply.json("user")).isEqualTo(Jwts.SUBJECT);
        assertThat(reply.json("cookies")).isEqualTo("[]");
        assertThat(reply.json("field")).isEqualTo("x");
        assertThat(reply.headers("Set-Cookie")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/form", "/token", "/plain", "/echo", "/hooks/echo", "/annotated/echo", "/socket", "/nothing"})
    void withoutAJwtNothingIsSeenBehindItsDoor(String view) {
        for (String method : List.of("GET", "HEAD", "OPTIONS", "POST")) {
            assertThat(client().send(Call.of(method, "/mobile" + view)).status())
                    .as(method)
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/form", "/plain", "/echo", "/hooks/echo", "/annotated/echo", "/socket", ""})
    void aDeniedMountShowsNothing(String view) {
        assertThat(client().get("/shut" + view).outcome()).isEqualTo("403 no-protection");
        assertThat(client().post("/shut" + view, "").outcome()).isEqualTo("403 no-protection");
    }

    @ParameterizedTest
    @CsvSource({"/hooks/echo, 403 missing-secret", "/annotated/echo, 200", "/echo, 403 missing-secret"})
    void onlyTheAnnotationExemptsWhereTheKeyNamesOtherPaths(String view, String outcome) {
        boolean carried = can(Capability.ANNOTATIONS);
        assertThat(client().post("/a/b" + view, "").outcome()).isEqualTo(carried ? outcome : "403 missing-secret");
    }

    @Test
    void theHooksOfWebAreExemptUnlessTheKeySaysOtherwise() {
        Call foreign = Call.post("/web/hooks/echo")
                .with("Origin", "https://evil.example")
                .form("field=x");

        assertThat(client().send(foreign).json("field")).isEqualTo("x");
        assertThat(client("exempt=").send(foreign).outcome()).isEqualTo("403 untrusted-origin");
        assertThat(client("exempt=/web/echo").send(foreign).outcome()).isEqualTo("403 untrusted-origin");
    }

    @Test
    void aPathBelongsToTheLongestMountThatCoversIt() {
        // Below the mount /annotated the echo is an ordinary one; the exempt echo of the root would have the same path.
        Client client = client("mounts=/annotated=csrf,/annotated/annotated=csrf", "otherwise=csrf");

        assertThat(client.get("/annotated/echo").json("mount")).isEqualTo("/annotated");
        assertThat(client.post("/annotated/echo", "").outcome()).isEqualTo("403 missing-secret");
        assertThat(client.post("/annotated/annotated/echo", "").outcome()).isEqualTo("403 missing-secret");
        assertThat(client.post("/annotated/annotated/annotated/echo", "").outcome())
                .isEqualTo(can(Capability.ANNOTATIONS) ? "200" : "403 missing-secret");
    }

    @ParameterizedTest
    @CsvSource({"csrf, 200, 403 missing-secret", "none, 200, 200", "deny, 403 no-protection, 403 no-protection"})
    void whatNoMountCoversIsProtectedAsOtherwiseSays(String otherwise, String get, String post) {
        Client client = client("otherwise=" + otherwise);

        for (String path : List.of("/echo", "/hooks/echo")) {
            assertThat(client.get(path).outcome()).isEqualTo(get);
            assertThat(client.post(path, "").outcome()).isEqualTo(post);
        }
        assertThat(client.get("/webhook/echo").status()).isEqualTo(otherwise.equals("deny") ? 403 : 404);
        assertThat(client.get("/WEB/echo").status()).isEqualTo(otherwise.equals("deny") ? 403 : 404);
    }

    @Test
    void anUnprotectedMountGivesTokensAlsoWhereNothingIsChecked() {
        Client client = client("mounts=/open=none");

        assertThat(client.get("/open/token").status()).isEqualTo(200);
        assertThat(client.get("/open/form").status()).isEqualTo(200);
    }

    @Test
    void aTokenOfAnUnprotectedMountHoldsWhereTokensAreChecked() {
        Client client = client();

        assertThat(client.post("/web/echo", "_csrf=" + client.token("/open")).outcome())
                .isEqualTo("200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/web/nothing",
                "/web",
                "/web/",
                "/web/echo/",
                "/web/echo/more",
                "/open/form/",
                "/",
                "/favicon.ico"
            })
    void thereIsNothingElse(String path) {
        assertThat(client().get(path).status()).isEqualTo(404);
    }

    @Test
    void everyViewRefusesAForeignPostBeforeAnythingElse() {
        for (String view :
                Arrays.asList("/form", "/token", "/plain", "/echo", "/upload", "/login", "/logout", "/nothing")) {
            Reply reply = client().send(Call.post("/web" + view)
                    .with("Sec-Fetch-Site", "cross-site")
                    .form("field=x&user=ann"));
            assertThat(reply.outcome()).as(view).isEqualTo("403 cross-site");
            assertThat(reply.headers("Set-Cookie")).as(view).isEmpty();
        }
    }
}
