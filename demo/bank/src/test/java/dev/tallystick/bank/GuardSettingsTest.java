package dev.tallystick.bank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.bank.Browser.Page;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What {@code --config} changes, and what it can't. */
class GuardSettingsTest {

    private static Page forged(Browser browser, String mount) throws IOException {
        return browser.send(
                "POST",
                mount + "/transfers",
                "to=mallory&amount=10",
                "Content-Type: " + Browser.FORM,
                "Accept: application/json",
                "Origin: http://evil.localhost:8081");
    }

    @Test
    void otherDoorsServeTheSameViews() throws IOException {
        try (TestBank bank = TestBank.open("tallystick.mounts", "/shop=csrf,/both=bearer-or-csrf,/shut=deny")) {
            Browser browser = bank.browser();
            assertThat(browser.signIn("/shop", "ann").header("Location")).isEqualTo("/shop/account");
            assertThat(browser.pay("/both", "bob", "1").status()).isEqualTo(303);
            assertThat(forged(browser, "/shop").json().path("reason").asText()).isEqualTo("untrusted-origin");
            assertThat(browser.json("/shut/account").json().path("reason").asText())
                    .isEqualTo("no-protection");
            assertThat(browser.get("/web/login").status()).isEqualTo(404);
            assertThat(browser.get("/").body()).containsSubsequence("/shop", "/both", "/shut");
            assertThat(browser.send(
                                    "POST",
                                    "/id/token",
                                    "{\"user\":\"ann\",\"password\":\"ann\"}",
                                    "Content-Type: application/json")
                            .status())
                    .as("phones still sign in")
                    .isEqualTo(200);
        }
    }

    @Test
    void anOriginCanBeTrusted() throws IOException {
        try (TestBank bank = TestBank.open("tallystick.trusted-origins", "http://evil.localhost:8081")) {
            Browser browser = bank.browser();
            browser.signIn("/web", "ann");
            assertThat(forged(browser, "/web").json().path("reason").asText())
                    .as("trusted, and still without a token")
                    .isEqualTo("missing-token");
        }
    }

    @Test
    void theBankKnowsItsOwnNames() throws IOException {
        try (TestBank bank = TestBank.open()) {
            Browser browser = bank.browser();
            browser.signIn("/web", "ann");
            String header = "X-CSRF-Token: " + browser.get("/web/account").token();
            String[] names = {"bank.localhost", "localhost", "127.0.0.1"};
            for (String name : names) {
                Page paid = post(browser, bank, name, header);
                assertThat(paid.status()).as(name + paid.body()).isEqualTo(201);
            }
            assertThat(post(browser, bank, "rebound.example", header)
                            .json()
                            .path("reason")
                            .asText())
                    .isEqualTo("bad-host");
        }
    }

    private static Page post(Browser browser, TestBank bank, String host, String header) throws IOException {
        String authority = host + ":" + bank.site.port();
        return new Browser(bank.site.port(), authority, browser.cookies())
                .send(
                        "POST",
                        "/web/transfers",
                        "to=bob&amount=1",
                        "Content-Type: " + Browser.FORM,
                        "Accept: application/json",
                        "Origin: http://" + authority,
                        header);
    }
}
