package dev.tallystick.longruns.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The measurement sees what it is there for, and its subjects are what they say. */
class ExperimentTest {

    private final Subjects subjects = new Subjects(1);

    @Test
    void workThatDependsOnTheInputIsSeen() {
        Predicate<Integer> tested = turns -> {
            int sum = turns;
            for (int i = 0; i < turns; i++) {
                sum = sum * 31 + i;
            }
            return sum > 0;
        };
        double t = new Experiment(1)
                .compare(tested, turns -> turns, () -> new Integer[] {2_000}, () -> new Integer[] {1_000}, 5);

        assertThat(t).isGreaterThan(Experiment.SAME);
    }

    @Test
    void tIsTheMeanInStandardErrors() {
        // Mean 3, variance 2.5, so a standard error of the root of one half.
        assertThat(Experiment.t(1, 2, 3, 4, 5)).isCloseTo(3 / Math.sqrt(0.5), within(1e-9));
        assertThat(Experiment.t(-1, -2, -3, -4, -5)).isCloseTo(-3 / Math.sqrt(0.5), within(1e-9));
    }

    @Test
    void differencesOfNothingButNoiseStayBelowTheLimitAndASmallOneBelowTheNoiseIsSeen() {
        Random random = new Random(1);
        double[] noise = random.doubles(400).map(d -> 20 * d - 10).toArray();

        assertThat(Math.abs(Experiment.t(noise))).isLessThan(Experiment.SAME);
        assertThat(Experiment.t(Arrays.stream(noise).map(d -> d + 2).toArray())).isGreaterThan(Experiment.SAME);
    }

    @Test
    void theSlowestTenthDoesNotCountForEitherKind() {
        long[] times = new long[1000];
        boolean[] kinds = new boolean[1000];
        for (int i = 0; i < 1000; i++) {
            kinds[i] = i % 2 == 0;
            times[i] = i % 20 == 0 ? 1_000_000 : kinds[i] ? 507 : 500;
        }
        assertThat(Experiment.difference(times, kinds)).isCloseTo(7, within(1e-9));
    }

    @Test
    void bothSubjectsAcceptWhatIsGenuineAndRefuseWhatIsNot() {
        assertThat(subjects.genuine()).allMatch(subjects.verification()).allMatch(Subjects.leak());
        for (Subjects.Sent[] wrong : List.of(subjects.wrongAt(0), subjects.wrongAt(31), subjects.unrelated())) {
            assertThat(wrong).noneMatch(subjects.verification()).noneMatch(Subjects.leak());
        }
    }
}
