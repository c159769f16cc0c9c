package dev.tallystick.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Router;
import dev.tallystick.token.KeyRing;
import dev.tallystick.token.RandomSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuardedTest {

    private TestSite site;
    private Visitor ann;

    @BeforeEach
    void start() {
        site = TestSite.guarded(
                TallystickWebFilter.builder(Router.builder()
                                .mount("/seen", new BearerDoor())
                                .scriptPath("/tallystick.js")
                                .tokenPath("/csrf-token")
                                .otherwise(CsrfProtection.builder(KeyRing.random(RandomSource.system()))
                                        .maxFormBytes(1000)
                                        .build())
                                .build())
                        .build(),
                Views.class);
        ann = new Visitor(site);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void aPageThatShowsNoTokenSetsNothing() {
        RawResponse page = ann.get("/plain");
        assertThat(page.text()).isEqualTo("plain");
        assertThat(page.headers("Set-Cookie")).isEmpty();
        assertThat(page.headers("Vary")).isEmpty();
    }

    @Test
    void aPageThatShowsATokenKeepsItsSecretWithTheBrowser() {
        RawResponse page = ann.get("/token");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Set-Cookie")).startsWith("csrf=").contains("HttpOnly");
        assertThat(page.header("Cache-Control")).isEqualTo("private, no-cache");
        assertThat(page.header("Vary")).isEqualTo("Cookie");
    }

    @Test
    void theScriptForPagesIsServedToEverybodyAndKept() {
        RawResponse script = ann.get("/tallystick.js");
        assertThat(script.status()).isEqualTo(200);
        assertThat(script.header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(script.text()).contains("@tallystick/browser");
        assertThat(script.headers("Set-Cookie")).isEmpty();
        assertThat(script.headers("Vary")).isEmpty();
        RawResponse kept =
                ann.send(ann.request("GET", "/tallystick.js").header("If-None-Match", script.header("ETag")));
        assertThat(kept.status()).isEqualTo(304);
        assertThat(kept.text()).isEmpty();
    }

    @Test
    void aPageOfThisSiteGetsATokenThatHoldsAndNoOtherPageDoes() {
        RawResponse answer = ann.send(ann.request("GET", "/csrf-token").header("Sec-Fetch-Site", "same-origin"));
        assertThat(answer.header("Cache-Control")).isEqualTo("private, no-store");
        assertThat(answer.header("Vary")).isEqualTo("Cookie");
        assertThat(answer.header("Set-Cookie")).startsWith("csrf=");
        assertThat(post("/form", answer.text().split("\"")[3], "to=bob").text()).isEqualTo("to bob");
        assertThat(site.send(site.request("GET", "/csrf-token").header("Sec-Fetch-Site", "cross-site"))
                        .reason())
                .isEqualTo("cross-site");
    }

    @Test
    void headersOfAHandlerDoNotReplaceThoseOfTheToken() {
        RawResponse page = ann.get("/headers");
        assertThat(page.headers("Set-Cookie")).anyMatch(line -> line.startsWith("csrf="));
        assertThat(page.headers("Set-Cookie")).contains("theme=dark");
        assertThat(page.headers("Vary")).contains("Accept", "Cookie");
        assertThat(post("/form", page.text(), "to=bob").text()).isEqualTo("to bob");
    }

    private RawResponse post(String target, String token, String rest) {
        return ann.send(ann.request("POST", target).form("_csrf=" + token + "&" + rest));
    }

    @Test
    void aFormIsWholeForEveryWayOfReadingIt() {
        String token = ann.token("/token");
        assertThat(post("/form", token, "to=bob").text()).isEqualTo("to bob");
        assertThat(post("/bound", token, "to=bob").text()).isEqualTo("to bob");
        int sent = ("_csrf=" + token + "&to=bob").length();
        assertThat(post("/body", token, "to=bob").text()).isEqualTo("bytes " + sent);
    }

    @Test
    void aForgeryIsRefusedByTheGuardItself() {
        String token = ann.token("/token");
        RawResponse refused = site.send(site.request("POST", "/form")
                .header("Origin", "https://evil.example")
                .header("Cookie", ann.cookieLine())
                .form("_csrf=" + token + "&to=mallory"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.reason()).isEqualTo("untrusted-origin");
        assertThat(refused.header("Cache-Control")).isEqualTo("no-store");
        assertThat(post("/form", "x", "to=mallory").status()).isEqualTo(403);
    }

    @Test
    void aFormThatIsTooLongIsRefusedAndTheConnectionLivesOn() throws IOException {
        String token = ann.token("/token");
        byte[] body = ("_csrf=" + token + "&to=" + "x".repeat(300_000)).getBytes(StandardCharsets.US_ASCII);
        RawRequest declared = ann.request("POST", "/form").body("application/x-www-form-urlencoded", body);
        RawRequest chunked = ann.request("POST", "/form").chunked("application/x-www-form-urlencoded", body, 1000);
        assertThat(site.send(declared).reason()).isEqualTo("body-too-large");
        assertThat(site.send(chunked).reason()).isEqualTo("body-too-large");
        try (RawConnection connection = RawConnection.open(site.port())) {
            assertThat(connection.exchange(chunked).status()).isEqualTo(413);
        }
    }

    @Test
    void anUploadIsWholeAfterItWasSearched() {
        String token = ann.token("/token");
        assertThat(ann.send(upload(token, 500_000)).text()).isEqualTo("x 500000");
        assertThat(ann.send(upload(token, 10)).text()).isEqualTo("x 10");
        assertThat(ann.send(upload("no", 500_000)).reason()).isEqualTo("malformed-token");
    }

    private RawRequest upload(String token, int size) {
        String body = "--b\r\nContent-Disposition: form-data; name=\"field\"\r\n\r\nx\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.bin\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n" + "y".repeat(size) + "\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n" + token + "\r\n--b--\r\n";
        return ann.request("POST", "/upload").body("multipart/form-data; boundary=b", body);
    }

    @Test
    void aTokenFromBeforeTheLoginIsWorthNothingAfterIt() {
        String before = ann.token("/token");
        assertThat(post("/login", before, "").text()).isEqualTo("hello");
        assertThat(ann.cookie("SESSION")).isNotEmpty();
        assertThat(post("/form", before, "to=bob").reason()).isEqualTo("wrong-token");
        String after = ann.token("/token");
        assertThat(post("/form", after, "to=bob").text()).isEqualTo("to bob");
    }

    @Test
    void aRefusedRequestSetsNoCookieNotEvenForASessionThatIsGone() {
        RawResponse refused = site.send(site.request("POST", "/form")
                .header("Origin", site.origin())
                .header("Cookie", "SESSION=gone; csrf=AAAAAAAAAAAAAAAAAAAAAA")
                .form("_csrf=" + ann.token("/token")));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.headers("Set-Cookie")).isEmpty();
    }

    @Test
    void behindAJwtThereIsItsUserAndNothingElse() {
        post("/login", ann.token("/token"), "");
        RawResponse seen = site.send(site.request("POST", "/seen")
                .header("Cookie", ann.cookieLine())
                .header("Authorization", "Bearer phone"));
        assertThat(seen.text()).isEqualTo("phone [] null null");
        assertThat(seen.headers("Set-Cookie")).isEmpty();
    }

    @Test
    void anAnnotatedHandlerIsExempt() {
        RawResponse hook = site.send(site.request("POST", "/hook")
                .header("Origin", "https://evil.example")
                .body("text/plain", "x"));
        assertThat(hook.text()).isEqualTo("hook x");
        assertThat(site.send(site.request("PUT", "/hook").header("Origin", "https://evil.example"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void pathsThatTwoParsersCouldReadDifferentlyAreRefused() {
        for (String target : new String[] {
            "/path/..;x/y", "/path/a;b=c", "//path/a", "/path/%2e%2e", "/path/a%2fb", "/path/./a", "/plain#x", "plain"
        }) {
            assertThat(site.get(target).status()).as(target).isEqualTo(400);
        }
        assertThat(site.get("/path/caf%C3%A9").status()).isEqualTo(200);
        assertThat(site.get("http://" + site.host() + "/path/a").text()).isEqualTo("a");
    }
}
