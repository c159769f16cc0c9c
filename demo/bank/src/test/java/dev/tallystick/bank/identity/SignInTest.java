package dev.tallystick.bank.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.bank.TestClock;
import dev.tallystick.bank.ledger.Database;
import dev.tallystick.bank.ledger.Ledger;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignInTest {

    private final TestClock clock = new TestClock();
    private Database database;
    private SignIn signIn;

    @BeforeEach
    void open() {
        database = Database.open("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        Ledger ledger = new Ledger(database, clock);
        Passwords passwords = new Passwords(database, 4);
        ledger.open("ann", 0);
        passwords.set("ann", "secret");
        signIn = new SignIn(passwords, clock);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private boolean isTooSoon(String user, String password, String address) {
        return signIn.attempt(user, password, address).isTooSoon();
    }

    @Test
    void aPasswordIsKeptAsItsHashAndNeverOverwritten() {
        String hash = database.read("hash", connection -> {
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery("select password from credential")) {
                row.next();
                return row.getString(1);
            }
        });
        assertThat(hash).startsWith("$2a$04$").doesNotContain("secret");
        new Passwords(database, 4).set("ann", "another");
        assertThat(signIn.attempt("ann", "another", "a").right()).isFalse();
        assertThat(signIn.attempt("ann", "secret", "a").right()).isTrue();
    }

    @Test
    void aPasswordThatBcryptWouldCutIsRefused() {
        Passwords passwords = new Passwords(database, 4);
        assertThat(passwords.matches("ann", "secret" + "\0".repeat(80))).isFalse();
        assertThat(passwords.matches("ann", "€".repeat(25))).isFalse();
    }

    @Test
    void afterAFewWrongOnesEvenTheRightOneHasToWait() {
        for (int i = 0; i < 5; i++) {
            assertThat(isTooSoon("ann", "wrong", "a")).isFalse();
        }
        assertThat(signIn.attempt("ann", "secret", "a").pause()).isEqualTo(Duration.ofSeconds(10));
        clock.advance(Duration.ofMillis(9_999));
        assertThat(isTooSoon("ann", "secret", "a")).isTrue();
        clock.advance(Duration.ofMillis(1));
        assertThat(signIn.attempt("ann", "secret", "a").right()).isTrue();
    }

    @Test
    void theRightOneWipesTheSlate() {
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 4; i++) {
                assertThat(signIn.attempt("ann", "wrong", "a").isTooSoon()).isFalse();
            }
            assertThat(signIn.attempt("ann", "secret", "a").right()).isTrue();
        }
    }

    @Test
    void guessingFromManyAddressesIsSlowedAndDoesNotLockTheUserOut() {
        assertThat(signIn.attempt("ann", "secret", "home").right()).isTrue();
        int looked = 0;
        for (int i = 0; i < 200; i++) {
            looked += isTooSoon("ann", "wrong", "bot" + i) ? 0 : 1;
        }
        assertThat(looked).isEqualTo(20);
        assertThat(isTooSoon("ann", "secret", "somewhere-new")).isTrue();
        assertThat(signIn.attempt("ann", "secret", "home").right())
                .as("from where ann has signed in before")
                .isTrue();
    }

    @Test
    void oneAddressTryingManyNamesIsSlowed() {
        int looked = 0;
        for (int i = 0; i < 200; i++) {
            looked += isTooSoon("user" + i, "wrong", "a") ? 0 : 1;
        }
        assertThat(looked).isEqualTo(50);
        assertThat(isTooSoon("ann", "secret", "b")).isFalse();
    }

    @Test
    void onlySoManyKeysAreRemembered() {
        LeakyBuckets buckets = new LeakyBuckets(1, Duration.ofHours(1), 3, clock);
        for (int i = 0; i < 100; i++) {
            buckets.take("key" + i);
        }
        assertThat(buckets.keys()).isEqualTo(3);
        assertThat(buckets.take("key99")).isPositive();
        assertThat(buckets.take("key0")).isZero();
    }

    @Test
    void aFullBucketTakesNothingMoreUntilItLeaks() {
        LeakyBuckets buckets = new LeakyBuckets(2, Duration.ofSeconds(10), 3, clock);
        assertThat(buckets.take("a")).isZero();
        assertThat(buckets.take("a")).isZero();
        for (int i = 0; i < 50; i++) {
            assertThat(buckets.take("a")).as("refused attempts cost nothing").isEqualTo(Duration.ofSeconds(10));
        }
        clock.advance(Duration.ofSeconds(4));
        assertThat(buckets.take("a")).isEqualTo(Duration.ofSeconds(6));
        buckets.giveBack("a");
        assertThat(buckets.take("a")).isZero();
    }
}
