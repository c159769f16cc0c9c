package dev.tallystick.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoakTest {

    @BeforeAll
    static void silence() {
        Soak.silence();
    }

    private static Outcome load(int seconds, String... keysAndValues) throws Exception {
        Properties config = new Properties();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            config.setProperty(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new Load(new Plan(
                        20,
                        Duration.ofSeconds(seconds),
                        Duration.ofMillis(20),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1),
                        config))
                .run();
    }

    @Test
    void nothingIsViolatedWhileKeysRotateAndAttackersAreAmongTheUsers() throws Exception {
        Outcome outcome = load(12);

        assertThat(outcome.violations()).as("%s", outcome.counts().examples()).isEmpty();
        assertThat(outcome.keys()).isGreaterThan(3);
        assertThat(outcome.counts().allAttacks()).isGreaterThan(50);
        assertThat(new Report(outcome).lines())
                .anySatisfy(line -> assertThat(line).startsWith("Nothing was violated"));
    }

    @Test
    void moneyThatIsStolenIsSeen() throws Exception {
        Outcome outcome = load(3, "tallystick.mode", "origin-only");

        assertThat(outcome.stolen()).isPositive();
        assertThat(outcome.violations())
                .anySatisfy(violation -> assertThat(violation).contains("pence went to mallory"))
                .anySatisfy(violation -> assertThat(violation).contains("forged requests were answered"));
    }

    @Test
    void honestRequestsThatAreRefusedAreSeen() throws Exception {
        Outcome outcome = load(2, "tallystick.max-age", "PT0.001S");

        assertThat(outcome.violations())
                .anySatisfy(violation -> assertThat(violation).contains("honest requests were refused"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 100, 2_000})
    void aHeapThatGrowsIsToldAndOneBadMomentIsNot(long kibAMinute) {
        Memory memory = new Memory();
        for (int i = 0; i < 40; i++) {
            long noise = (i % 3) * 200L + (i == 33 ? 40_000 : 0);
            memory.add(new Memory.Sample(i * 15, 1024 * (50_000 + noise + kibAMinute * i / 4)));
        }

        assertThat(memory.slope() / 1024).isBetween(kibAMinute - 20.0, kibAMinute + 20.0);
        assertThat(memory.isFlat()).isEqualTo(kibAMinute < 1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--minutes=0", "--minutes=1441", "--users=1", "--users=many"})
    void whatIsOutOfBoundsIsRefused(String option) {
        StringWriter errors = new StringWriter();

        int status = Soak.commandLine().setErr(new PrintWriter(errors)).execute(option);

        assertThat(status).isEqualTo(2);
        assertThat(errors.toString()).contains(option.substring(0, option.indexOf('=')));
    }
}
