package dev.tallystick.bank;

import dev.tallystick.token.KeyRing;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Properties;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How one bank is run. Immutable.
 *
 * @param port where it listens on 127.0.0.1; 0 for any free port
 * @param attackerOrigin where the attacker's site is, for the links of the pages
 * @param jdbcUrl where the money is kept
 * @param config {@code tallystick.*} keys that override the bank's own
 * @param sameSite what the session cookie says
 * @param bcryptStrength the logarithm of BCrypt's rounds
 * @param clock what time it is
 * @param tls by which it speaks https; null for plain http
 * @param keys what CSRF tokens are signed with, asked each time; null for what the configuration says
 */
public record BankSettings(
        int port,
        String attackerOrigin,
        String jdbcUrl,
        Properties config,
        SameSite sameSite,
        int bcryptStrength,
        InstantSource clock,
        @Nullable Tls tls,
        @Nullable Supplier<KeyRing> keys) {

    /** The name by which browsers find the bank: {@code *.localhost} is loopback. */
    public static final String HOST = "bank.localhost";

    /** The name by which they find the attacker: another site. */
    public static final String ATTACKER_HOST = "evil.localhost";

    public BankSettings {
        config = (Properties) config.clone();
    }

    /** Some bank on this database, for what is left to be changed by the {@code with…} methods. */
    public static BankSettings on(String jdbcUrl) {
        return new BankSettings(
                0,
                "http://" + ATTACKER_HOST + ":8081",
                jdbcUrl,
                new Properties(),
                SameSite.NONE,
                10,
                InstantSource.system(),
                null,
                null);
    }

    /** In the user's home, so that it is the same bank wherever it is started from. */
    static Path directory() {
        return Path.of(System.getProperty("user.home"), ".tallystick-bank");
    }

    /** A file in {@link #directory()}; every commit is on the disk before it is answered. */
    static String fileInHome() {
        return "jdbc:h2:file:" + directory().resolve("ledger").toString().replace('\\', '/')
                + ";USER=bank;WRITE_DELAY=0;LOCK_TIMEOUT=10000;DB_CLOSE_ON_EXIT=FALSE";
    }

    public BankSettings withPort(int port) {
        return new BankSettings(port, attackerOrigin, jdbcUrl, config, sameSite, bcryptStrength, clock, tls, keys);
    }

    public BankSettings withAttackerOrigin(String origin) {
        return new BankSettings(port, origin, jdbcUrl, config, sameSite, bcryptStrength, clock, tls, keys);
    }

    public BankSettings withConfig(Properties config) {
        return new BankSettings(port, attackerOrigin, jdbcUrl, config, sameSite, bcryptStrength, clock, tls, keys);
    }

    public BankSettings withSameSite(SameSite sameSite) {
        return new BankSettings(port, attackerOrigin, jdbcUrl, config, sameSite, bcryptStrength, clock, tls, keys);
    }

    public BankSettings withBcryptStrength(int strength) {
        return new BankSettings(port, attackerOrigin, jdbcUrl, config, sameSite, strength, clock, tls, keys);
    }

    /** The same bank with keys that are replaced while it runs. */
    public BankSettings withKeys(Supplier<KeyRing> keys) {
        return new BankSettings(port, attackerOrigin, jdbcUrl, config, sameSite, bcryptStrength, clock, tls, keys);
    }

    /** The same bank on https. */
    public BankSettings withTls(Tls tls) {
        return new BankSettings(port, attackerOrigin, jdbcUrl, config, sameSite, bcryptStrength, clock, tls, keys);
    }

    /** How addresses of the bank begin. */
    String scheme() {
        return tls == null ? "http" : "https";
    }

    public BankSettings withClock(InstantSource clock) {
        return new BankSettings(port, attackerOrigin, jdbcUrl, config, sameSite, bcryptStrength, clock, tls, keys);
    }
}
