package dev.tallystick.bank;

import java.io.IOException;
import java.util.Properties;
import java.util.UUID;

/** A bank in memory, on a free port, with passwords that are quick to check and a clock of its own. */
final class TestBank implements AutoCloseable {

    final TestClock clock = new TestClock();
    final BankSite site;

    private TestBank(BankSettings settings) throws IOException {
        this.site = BankSite.start(settings.withBcryptStrength(4).withClock(clock));
    }

    static BankSettings settings() {
        return BankSettings.on(database());
    }

    static String database() {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000";
    }

    static TestBank open() throws IOException {
        return new TestBank(settings());
    }

    static TestBank open(BankSettings settings) throws IOException {
        return new TestBank(settings);
    }

    static TestBank open(String key, String value) throws IOException {
        Properties config = new Properties();
        config.setProperty(key, value);
        return new TestBank(settings().withConfig(config));
    }

    Browser browser() {
        return new Browser(site.port());
    }

    long balance(String user) {
        return site.ledger().balance(user).orElseThrow();
    }

    long total() {
        return site.ledger().balances().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Override
    public void close() {
        site.close();
    }
}
