package dev.tallystick.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BarTest {

    private final Results results = Results.about(Map.of("machine", "a test"));

    private void measured(String name, Measure measure, double... rounds) {
        for (double round : rounds) {
            results.add(name, measure, round);
        }
    }

    @Test
    void theMedianIsTheMiddleRoundWhateverTheOrder() {
        assertThat(Figure.of(List.of(30.0, 10.0, 11.0))).isEqualTo(new Figure(11, 10, 30));
        assertThat(Figure.of(List.of(4.0, 2.0))).isEqualTo(new Figure(3, 2, 4));
    }

    @Test
    void withoutARoundThereIsNoMedian() {
        assertThatIllegalArgumentException().isThrownBy(() -> Figure.of(List.of()));
    }

    @Test
    void aRatioIsOfMediansAndItsSpreadOfTheRounds() {
        Figure ratio = Figure.ratio(List.of(10.0, 30.0, 20.0), List.of(10.0, 10.0, 40.0));
        assertThat(ratio).isEqualTo(new Figure(2, 0.5, 3));
    }

    @ParameterizedTest
    @CsvSource({"14, true", "15, true", "15.1, false"})
    void aRatioMayBeAsMuchAsItsLimit(double mine, boolean met) {
        measured("mine", Measure.PROCESSOR, mine);
        measured("floor", Measure.PROCESSOR, 10);
        assertThat(Bar.ratio(1, "", "mine", "floor", 1.5).outcome(results).isMet())
                .isEqualTo(met);
    }

    @ParameterizedTest
    @CsvSource({"100, true", "117, true", "118, false", "200, false"})
    void twoThreadsMustDoAlmostTwiceAsMuch(double wall, boolean met) {
        measured("two", Measure.WALL, wall);
        measured("one", Measure.WALL, 100);
        Bar.Outcome outcome = Bar.scaling(4, "", "two", "one", 1.7).outcome(results);
        assertThat(outcome.isMet()).isEqualTo(met);
        assertThat(outcome.value().median()).isCloseTo(200 / wall, within(1e-9));
    }

    @Test
    void oneByteIsMoreThanNone() {
        measured("mine", Measure.BYTES, 1);
        assertThat(Bar.bytes(1, "", "mine", 0).outcome(results).isMet()).isFalse();
    }

    @Test
    void whatIsNotMeasuredIsNotMet() {
        measured("mine", Measure.PROCESSOR, 1);
        Bar.Outcome outcome = Bar.ratio(1, "", "mine", "floor", 1.5).outcome(results);
        assertThat(outcome.isMeasured()).isFalse();
        assertThat(outcome.isMet()).isFalse();
    }

    @Test
    void everyBarOfTheIssueHasALine() {
        assertThat(Bars.ALL).extracting(Bar::number).contains(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void resultsComeBackFromTheirFileAsTheyWere(@TempDir Path directory) throws Exception {
        measured("tallystick SAFE jdk17", Measure.PROCESSOR, 1, 2, 3);
        results.write(directory.resolve("results.json"));
        assertThat(Results.read(directory.resolve("results.json"))).isEqualTo(results);
    }

    @Test
    void thePageShowsEachBarWithItsFigureAndWhetherItIsMet() {
        measured("tallystick SAFE jdk17", Measure.BYTES, 0, 0, 0);
        measured("tallystick SAFE jdk17", Measure.PROCESSOR, 20, 22, 24);
        measured("floor SAFE jdk17", Measure.PROCESSOR, 10, 11, 12);
        assertThat(Page.of(results).lines())
                .contains(
                        "| machine | a test |",
                        "| 1 | a safe request allocates nothing | ≤ 0 B | 0 (0–0) | met |",
                        "| 1 | a safe request beside its floor | ≤ 1.50 | 2.00 (2.00–2.00) | **not met** |",
                        "| 2 | headers alone allocate nothing | ≤ 0 B |  | not measured |");
    }

    @Test
    void everyFigureStandsBesideItsFloor() {
        assertThat(Page.floorOf("csrfguard HEADER jdk17 threads2")).isEqualTo("floor HEADER jdk17 threads2");
        assertThat(Page.floorOf("jetty POST spring")).isEqualTo("jetty POST none");
    }
}
