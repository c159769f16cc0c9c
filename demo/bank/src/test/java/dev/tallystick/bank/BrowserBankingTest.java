package dev.tallystick.bank;

import static dev.tallystick.bank.Browser.fields;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tallystick.bank.Browser.Page;
import dev.tallystick.bank.ledger.Ledger;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bank as a browser knows it, through the guarded door and the open one. */
class BrowserBankingTest {

    private TestBank bank;
    private Browser browser;

    @BeforeEach
    void open() throws IOException {
        bank = TestBank.open();
        browser = bank.browser();
    }

    @AfterEach
    void close() {
        bank.close();
    }

    private static Page paged(Page page, int status) {
        assertThat(page.status()).as(page.body()).isEqualTo(status);
        return page;
    }

    // ---- signing in and out

    @ParameterizedTest
    @ValueSource(strings = {"/web", "/open"})
    void signsInAndShowsTheAccount(String mount) throws IOException {
        assertThat(browser.signIn(mount, "ann").header("Location")).isEqualTo(mount + "/account");
        Page account = paged(browser.get(mount + "/account"), 200);
        assertThat(account.body()).contains("£1,000.00", "ann", "Sign out");
        assertThat(account.header("Cache-Control")).contains("private");
    }

    @Test
    void sendsWhoIsNotSignedInToTheSignInPage() throws IOException {
        Page page = paged(browser.get("/web/account"), 303);
        assertThat(page.header("Location")).isEqualTo("/web/login");
        assertThat(paged(browser.json("/web/account"), 401)
                        .json()
                        .path("detail")
                        .asText())
                .isEqualTo("Nobody is signed in.");
        assertThat(paged(browser.get("/web"), 303).header("Location")).isEqualTo("/web/account");
    }

    @Test
    void beginsANewSessionAtEachSignIn() throws IOException {
        browser.signIn("/web", "ann");
        String first = browser.cookies().get("bank");
        Browser thief = bank.browser();
        thief.cookies().put("bank", first);
        assertThat(thief.get("/web/account").status()).isEqualTo(200);
        browser.signIn("/web", "bob");
        assertThat(browser.cookies().get("bank")).isNotEqualTo(first);
        assertThat(browser.json("/web/account").json().path("user").asText()).isEqualTo("bob");
        thief.cookies().put("bank", first);
        assertThat(thief.get("/web/account").status()).isEqualTo(303);
    }

    @Test
    void takesNoSessionIdThatTheClientMadeUp() throws IOException {
        browser.cookies().put("bank", "chosen-by-somebody");
        browser.signIn("/web", "ann");
        assertThat(browser.cookies().get("bank")).isNotEqualTo("chosen-by-somebody");
    }

    @Test
    void signingOutEndsTheSession() throws IOException {
        browser.signIn("/web", "ann");
        String session = browser.cookies().get("bank");
        Page out = browser.post(
                "/web/logout", fields("_csrf", browser.get("/web/account").token()));
        assertThat(paged(out, 303).header("Location")).isEqualTo("/web/login");
        browser.cookies().put("bank", session);
        assertThat(browser.get("/web/account").status()).isEqualTo(303);
    }

    @ParameterizedTest
    @CsvSource({"ann,bob", "zoe,zoe", "ANN,ann", "ann'--,ann"})
    void refusesAWrongPasswordAndKeepsTheName(String user, String password) throws IOException {
        Page page = paged(browser.signIn("/web", user, password), 401);
        assertThat(page.body()).contains("The user or the password is wrong.");
        assertThat(page.body()).contains("value=\"" + user.replace("'", "&#39;") + "\"");
        assertThat(browser.cookies()).doesNotContainKey("bank");
    }

    @Test
    void slowsGuessingWithoutHarmToOthers() throws IOException {
        for (int i = 0; i < 5; i++) {
            paged(browser.signIn("/web", "ann", "guess" + i), 401);
        }
        Page slowed = paged(browser.signIn("/web", "ann"), 429);
        assertThat(Integer.parseInt(slowed.header("Retry-After"))).isBetween(1, 10);
        assertThat(slowed.body()).contains("Try again in");
        assertThat(bank.browser().signIn("/web", "bob").status()).isEqualTo(303);
        bank.clock.advance(Duration.ofSeconds(10));
        assertThat(browser.signIn("/web", "ann").status()).isEqualTo(303);
    }

    @ParameterizedTest
    @EnumSource(SameSite.class)
    void theSessionCookieSaysWhatTheSwitchSays(SameSite sameSite) throws IOException {
        try (TestBank switched = TestBank.open(TestBank.settings().withSameSite(sameSite))) {
            Browser other = switched.browser();
            List<String> set = other.signIn("/web", "ann").headers("Set-Cookie").stream()
                    .filter(line -> line.startsWith("bank="))
                    .map(line -> line.substring(line.indexOf(';')))
                    .toList();
            assertThat(set)
                    .isEqualTo(
                            switch (sameSite) {
                                // The plain one first, for WebKit: Chromium and Firefox keep the second.
                                case NONE -> List.of("; Path=/; HttpOnly", "; Path=/; Secure; HttpOnly; SameSite=None");
                                case LAX -> List.of("; Path=/; HttpOnly; SameSite=Lax");
                                case STRICT -> List.of("; Path=/; HttpOnly; SameSite=Strict");
                                case UNSET -> List.of("; Path=/; HttpOnly");
                            });
            assertThat(other.get("/").body()).contains(sameSite.meaning().substring(0, 20));
        }
    }

    // ---- paying

    @ParameterizedTest
    @ValueSource(strings = {"/web", "/open"})
    void paysByForm(String mount) throws IOException {
        browser.signIn(mount, "ann");
        Page paid = paged(browser.pay(mount, "bob", "12.34"), 303);
        assertThat(paid.header("Location")).startsWith(mount + "/account?paid=");
        Page account = paged(browser.get(paid.header("Location")), 200);
        assertThat(account.body()).contains("You paid bob £12.34.", "£987.66", "−£12.34", "to bob");
        assertThat(bank.balance("ann")).isEqualTo(98_766);
        assertThat(bank.balance("bob")).isEqualTo(51_234);
    }

    @Test
    void namesEveryFieldThatIsWrong() throws IOException {
        browser.signIn("/web", "ann");
        assertThat(browser.pay("/web", "", "x").body()).contains("Name the account", "Write pounds and pence");
    }

    @Test
    void paysTheWholeBalanceAndNoPennyMore() throws IOException {
        browser.signIn("/web", "ann");
        assertThat(browser.pay("/web", "bob", "1000").status()).isEqualTo(303);
        assertThat(browser.pay("/web", "bob", "0.01").body()).contains("There are £0.00 in your account");
        assertThat(bank.balance("ann")).isZero();
        assertThat(bank.total()).isEqualTo(150_000);
    }

    @Test
    void showsWhatWasTypedAsText() throws IOException {
        browser.signIn("/web", "ann");
        Page page = browser.pay("/web", "<script>alert(1)</script>", "\"><b>");
        assertThat(page.body()).contains("&lt;script&gt;").doesNotContain("<script>alert", "\"><b>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/web", "/open"})
    void getMovesNoMoney(String mount) throws IOException {
        browser.signIn(mount, "ann");
        browser.get(mount + "/transfers?to=mallory&amount=10");
        browser.get(mount + "/transfers?_method=POST&to=mallory&amount=10");
        browser.send("HEAD", mount + "/transfers?to=mallory&amount=10", "");
        assertThat(bank.balance("mallory")).isZero();
    }

    // ---- as a script does it

    @Test
    void answersJsonToWhoAsksForIt() throws IOException {
        browser.signIn("/web", "ann");
        assertThat(browser.json("/web/account").body()).isEqualTo("{\"user\":\"ann\",\"balance\":100000}");
        String header = "X-CSRF-Token: " + browser.get("/web/account").token();
        Page paid = browser.call("POST", "/web/transfers", Browser.FORM, "to=bob&amount=12.34", header);
        JsonNode transfer = paged(paid, 201).json();
        assertThat(transfer.properties().stream().map(Map.Entry::getKey))
                .containsExactly("id", "from", "to", "amount", "at");
        assertThat(transfer.path("amount").asLong()).isEqualTo(1234);
        assertThat(transfer.path("at").asText()).isEqualTo("2026-11-24T09:00:00Z");
        JsonNode all = browser.json("/web/transfers").json();
        assertThat(all).hasSize(1);
        assertThat(all.get(0)).isEqualTo(transfer);
    }

    @Test
    void takesJsonAndSaysInJsonWhatIsWrongWithIt() throws IOException {
        browser.signIn("/web", "ann");
        String header = "X-CSRF-Token: " + browser.get("/web/account").token();
        String json = "application/json";
        assertThat(browser.call("POST", "/web/transfers", json, "{\"to\":\"bob\",\"amount\":\"1.50\"}", header)
                        .status())
                .isEqualTo(201);
        assertThat(browser.call("POST", "/web/transfers", json, "{\"to\":\"bob\",\"amount\":1.50}", header)
                        .json()
                        .path("amount")
                        .asLong())
                .isEqualTo(150);
        Page wrong = browser.call("POST", "/web/transfers", json, "{\"to\":\"zoe\",\"amount\":\"1\"}", header);
        assertThat(paged(wrong, 400).header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(wrong.json().path("errors").path("to").asText()).isEqualTo("There is no such account.");
    }

    @Test
    void refusesABodyThatIsTooLong() throws IOException {
        browser.signIn("/web", "ann");
        String header = "X-CSRF-Token: " + browser.get("/web/account").token();
        String body = "{\"to\":\"bob\",\"amount\":\"1\",\"filler\":\"" + "x".repeat(20_000) + "\"}";
        paged(browser.call("POST", "/web/transfers", "application/json", body, header), 413);
        paged(browser.pay("/web", "b".repeat(201), "1"), 400);
    }

    @Test
    void takesAMultipartForm() throws IOException {
        browser.signIn("/web", "ann");
        String token = browser.get("/web/transfers/new").token();
        StringBuilder body = new StringBuilder();
        fields("to", "bob", "amount", "3.00", "_csrf", token)
                .forEach((name, value) -> body.append("--sep\r\nContent-Disposition: form-data; name=\"")
                        .append(name)
                        .append("\"\r\n\r\n")
                        .append(value)
                        .append("\r\n"));
        Page page = browser.send(
                "POST",
                "/web/transfers",
                body + "--sep--\r\n",
                "Content-Type: multipart/form-data; boundary=sep",
                "Origin: " + browser.origin());
        paged(page, 303);
        assertThat(bank.balance("bob")).isEqualTo(50_300);
    }

    // ---- cancelling

    private long pay(String user, String to, String amount) throws IOException {
        browser.signIn("/web", user);
        browser.pay("/web", to, amount);
        return browser.json("/web/transfers").json().get(0).path("id").asLong();
    }

    private Page cancel(long id) throws IOException {
        String header = "X-CSRF-Token: " + browser.get("/web/account").token();
        return browser.call("DELETE", "/web/transfers/" + id, "text/plain", "", header);
    }

    @Test
    void cancelsForAMinute() throws IOException {
        long id = pay("ann", "bob", "12.34");
        assertThat(browser.get("/web/account").body()).contains("Cancel");
        bank.clock.advance(Ledger.CANCEL_WITHIN);
        paged(cancel(id), 204);
        assertThat(bank.balance("ann")).isEqualTo(100_000);
        assertThat(browser.json("/web/transfers").json()).isEmpty();
        paged(cancel(id), 404);
        assertThat(bank.total()).isEqualTo(150_000);
    }

    @Test
    void cancelsNothingAfterAMinute() throws IOException {
        long id = pay("ann", "bob", "12.34");
        bank.clock.advance(Ledger.CANCEL_WITHIN.plusMillis(1));
        assertThat(paged(cancel(id), 409).json().path("detail").asText()).contains("this one is older");
        assertThat(bank.balance("ann")).isEqualTo(98_766);
        assertThat(browser.get("/web/account").body()).doesNotContain(">Cancel<");
    }

    @Test
    void cancelsNobodyElsesTransfer() throws IOException {
        long id = pay("ann", "bob", "12.34");
        browser.signIn("/web", "bob");
        paged(cancel(id), 404);
        paged(cancel(id + 1), 404);
        assertThat(bank.balance("bob")).isEqualTo(51_234);
    }

    @Test
    void takesNothingBackThatIsSpent() throws IOException {
        long id = pay("ann", "mallory", "10");
        bank.site.ledger().pay("mallory", "bob", 1_000);
        assertThat(paged(cancel(id), 409).json().path("detail").asText())
                .isEqualTo("mallory has spent the money already.");
        assertThat(bank.balance("mallory")).isZero();
    }

    // ---- what pages say

    @Test
    void onlyTheOpenDoorSaysInRedThatNothingGuardsIt() throws IOException {
        browser.signIn("/web", "ann");
        for (String page : List.of("/account", "/login", "/transfers/new")) {
            assertThat(browser.get("/open" + page).body()).contains("class=\"unguarded\"", "Nothing guards this door.");
            assertThat(browser.get("/web" + page).body()).doesNotContain("unguarded");
        }
    }

    @Test
    void aDenialIsAPageOfTheBankOrJson() throws IOException {
        browser.signIn("/web", "ann");
        String[] forged = {
            "Content-Type: " + Browser.FORM, "Origin: http://evil.localhost:8081", "Sec-Fetch-Site: cross-site"
        };
        Page page = browser.send(
                "POST",
                "/web/transfers",
                "to=mallory&amount=10",
                forged[0],
                forged[1],
                forged[2],
                "Accept: text/html",
                "Sec-Fetch-Mode: navigate",
                "Sec-Fetch-Dest: document");
        assertThat(paged(page, 403).body())
                .contains("untrusted-origin", "Nothing was done", "bank.css")
                .doesNotContain("<style", "reload", "http-equiv");
        Page json = browser.send(
                "POST",
                "/web/transfers",
                "to=mallory&amount=10",
                forged[0],
                forged[1],
                forged[2],
                "Accept: application/json");
        assertThat(paged(json, 403).json().path("reason").asText()).isEqualTo("untrusted-origin");
        assertThat(bank.balance("mallory")).isZero();
    }
}
