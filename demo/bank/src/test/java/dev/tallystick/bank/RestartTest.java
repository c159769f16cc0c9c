package dev.tallystick.bank;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartTest {

    @Test
    void losesNothing(@TempDir Path directory) throws IOException {
        BankSettings settings = BankSettings.on("jdbc:h2:file:" + directory.resolve("ledger"));
        try (TestBank bank = TestBank.open(settings)) {
            Browser browser = bank.browser();
            browser.signIn("/web", "ann");
            browser.pay("/web", "bob", "12.34");
        }
        try (TestBank bank = TestBank.open(settings)) {
            assertThat(bank.balance("ann")).isEqualTo(98_766);
            Browser browser = bank.browser();
            browser.signIn("/web", "bob");
            assertThat(browser.get("/web/account").body()).contains("£512.34", "from ann", "+£12.34");
        }
    }
}
