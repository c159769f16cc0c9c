package dev.tallystick.bank;

import static dev.tallystick.bank.Browser.fields;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.bank.Browser.Page;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is typed or sent, the answer says what is wrong with it, and no money moves. */
class BadInputTest {

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
    @CsvSource(
            delimiter = '|',
            value = {
                "bob    | ''            | Write pounds and pence",
                "bob    | 12,34         | Write pounds and pence",
                "bob    | 12.345        | Write pounds and pence",
                "bob    | -5            | Write pounds and pence",
                "bob    | +5            | Write pounds and pence",
                "bob    | 1e3           | Write pounds and pence",
                "bob    | .5            | Write pounds and pence",
                "bob    | 5.            | Write pounds and pence",
                "bob    | ١٢            | Write pounds and pence",
                "bob    | 0             | more than nothing",
                "bob    | 0.00          | more than nothing",
                "bob    | 1000000.01    | At most £1,000,000.00",
                "bob    | 99999999999999999999999999 | At most £1,000,000.00",
                "bob    | 1000.01       | There are £1,000.00 in your account",
                "''     | 1             | Name the account",
                "zoe    | 1             | There is no such account",
                "BOB    | 1             | There is no such account",
                "ann    | 1             | This is your own account",
            })
    void saysWhatIsWrongAndKeepsWhatWasTyped(String to, String amount, String problem) throws IOException {
        browser.signIn("/web", "ann");
        Page page = paged(browser.pay("/web", to, amount), 400);
        assertThat(page.body())
                .contains(problem, "Nothing was paid.", "value=\"" + to + '"', "value=\"" + amount + '"');
        assertThat(page.body()).contains("aria-invalid=\"true\"");
        assertThat(bank.balance("ann")).isEqualTo(100_000);
        assertThat(browser.json("/web/transfers").json()).isEmpty();
    }

    @Test
    void thePageThatSaysSoIsAFormThatWorks() throws IOException {
        browser.signIn("/web", "bob");
        Page page = paged(browser.pay("/web", "mallory", "x"), 400);
        paged(browser.post("/web/transfers", fields("to", "mallory", "amount", "1", "_csrf", page.token())), 303);
        assertThat(bank.balance("mallory")).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json                  | {\"to\":\"bob\"                                 | 400",
                "application/json                  | [1]                                             | 400",
                "application/json                  | {\"to\":\"bob\",\"to\":\"ann\",\"amount\":\"1\"} | 400",
                "application/json                  | {\"to\":{\"a\":1},\"amount\":\"1\"}             | 400",
                "application/json                  | {\"to\":\"bob\",\"amount\":1e999999999}         | 400",
                "application/x-www-form-urlencoded | to=bob&to=ann&amount=1                          | 400",
                "application/x-www-form-urlencoded | to=bob&amount=1&amount=2                        | 400",
                "text/plain                        | to=bob&amount=1                                 | 400",
            })
    void refusesABodyItCanNotRead(String type, String body, int status) throws IOException {
        browser.signIn("/web", "ann");
        String header = "X-CSRF-Token: " + browser.get("/web/account").token();
        paged(browser.call("POST", "/web/transfers", type, body, header), status);
        assertThat(bank.balance("ann")).isEqualTo(100_000);
    }
}
