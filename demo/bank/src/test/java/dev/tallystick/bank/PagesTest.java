package dev.tallystick.bank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.bank.Browser.Page;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages say, and what is answered where there is none. */
class PagesTest {

    private static TestBank bank;

    private final Browser browser = bank.browser();

    @BeforeAll
    static void open() throws IOException {
        bank = TestBank.open();
    }

    @AfterAll
    static void close() {
        bank.close();
    }

    private static Page paged(Page page, int status) {
        assertThat(page.status()).as(page.body()).isEqualTo(status);
        return page;
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/web/nothing,404",
        "GET,/web/transfers/x,404",
        "GET,/web/transfers/99999999999999999999,404",
        "GET,/web/transfers/1,405",
        "GET,/nothing,404",
        "GET,/assets/nothing.js,404",
        "GET,/assets/,404",
        "GET,/watch/nothing,404",
        "GET,/id/nothing,404",
        "GET,/web/logout,405",
        "PUT,/open/transfers,405",
        "PATCH,/open/account,405",
        "TRACE,/open/account,405",
        "OPTIONS,/open/transfers,204",
        "POST,/,403",
        "POST,/watch,403",
    })
    void answersPlainlyWhereNothingIs(String method, String path, int status) throws IOException {
        Page page = paged(browser.send(method, path, "", "Origin: http://evil.localhost:8081"), status);
        assertThat(page.headers("Access-Control-Allow-Origin")).isEmpty();
        assertThat(page.body()).doesNotContain("Exception", "jetty");
        if (status == 405 || status == 204) {
            assertThat(page.header("Allow")).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/web/login",
                "/open/login",
                "/web/nothing",
                "/nothing",
                "/watch",
                "/assets/bank.css",
                "/id/jwks.json"
            })
    void everyAnswerKeepsItselfToItself(String path) throws IOException {
        Page page = browser.get(path);
        assertThat(page.headers("Content-Security-Policy")).hasSize(1);
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.header("Referrer-Policy")).isEqualTo("same-origin");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.headers("Server")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/watch", "/web/login", "/web/account", "/web/transfers/new"})
    void noPageHoldsScriptsOrStylesOfItsOwn(String path) throws IOException {
        browser.signIn("/web", "ann");
        String page = paged(browser.get(path), 200).body();
        assertThat(page).doesNotContain("<style", " style=", " onclick=", "<script>", "th:", "http-equiv");
    }

    @Test
    void theStartPageListsTheDoorsInOrder() throws IOException {
        String page = browser.get("/").body();
        assertThat(page).containsSubsequence("/web", "/mobile", "/open", "evil.localhost:8081");
        assertThat(page).contains("SameSite=None", "What a browser's own default changes", "ann", "mallory");
    }

    @Test
    void anAssetIsSentOnceAndThenOnlyWhenItHasChanged() throws IOException {
        Page first = browser.get("/assets/account.js");
        assertThat(first.header("Content-Type")).startsWith("text/javascript");
        assertThat(browser.get("/assets/account.js", "If-None-Match: " + first.header("ETag"))
                        .status())
                .isEqualTo(304);
    }
}
