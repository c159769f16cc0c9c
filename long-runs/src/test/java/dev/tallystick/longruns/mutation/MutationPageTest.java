package dev.tallystick.longruns.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page shows every mutant that lives, and says which of them nobody has explained. */
class MutationPageTest {

    private static final Reasons NONE = Reasons.of(List.of());

    private static List<Mutant> mutants(int killed, int alive) {
        List<Mutant> all = new ArrayList<>();
        for (int i = 0; i < killed + alive; i++) {
            all.add(new Mutant("a.B", "m", "MathMutator", 7, "plus for minus", i < killed, true));
        }
        return all;
    }

    private static Reasons reason(int most) {
        return Reasons.of(List.of("# a remark", "", "a.B\tm\tMathMutator\t" + most + "\tboth are the same"));
    }

    @Test
    void holdsWithNinetyFiveOfAHundredAndAReasonForTheRest() {
        MutationPage.Text text = MutationPage.text(Map.of("core", mutants(95, 5)), reason(5));

        assertThat(text.holds()).isTrue();
        assertThat(text.text())
                .contains("| `core` | 100 | 95 | 95.0 % | 5 | 0 |")
                .contains("both are the same");
    }

    @Test
    void doesNotHoldBelowTheBar() {
        assertThat(MutationPage.text(Map.of("core", mutants(94, 6)), reason(6)).holds())
                .isFalse();
        assertThat(MutationPage.text(Map.of("core", List.of()), NONE).holds()).isFalse();
    }

    @Test
    void showsWhatNobodyHasExplained() {
        MutationPage.Text text = MutationPage.text(Map.of("core", mutants(99, 1)), NONE);

        assertThat(text.holds()).isFalse();
        assertThat(text.text()).contains("**unexplained**: plus for minus");
    }

    @Test
    void aReasonForTwoExplainsNoThird() {
        assertThat(MutationPage.text(Map.of("core", mutants(97, 3)), reason(2)).holds())
                .isFalse();
    }

    @Test
    void saysWhichReasonsHaveNoMutantAnyMore() {
        assertThat(MutationPage.text(Map.of("core", mutants(9, 0)), reason(1)).text())
                .contains("A reason without a mutant: a.B m MathMutator");
    }

    @Test
    void refusesAFileOfReasonsThatSaysNone() {
        assertThatThrownBy(() -> Reasons.of(List.of("a.B\tm\tMathMutator\t1\t ")))
                .hasMessageContaining("reason");
        assertThatThrownBy(() -> Reasons.of(List.of("a.B m"))).hasMessageContaining("tabs");
    }

    @Test
    void readsPitsReport(@TempDir Path directory) throws Exception {
        Path report = Files.writeString(
                directory.resolve("mutations.xml"),
                "<mutations><mutation detected='false' status='NO_COVERAGE'><mutatedClass>a.B</mutatedClass>"
                        + "<mutatedMethod>m</mutatedMethod><lineNumber>7</lineNumber><mutator>org.p.MathMutator</mutator>"
                        + "<description>d</description></mutation></mutations>");

        assertThat(Mutant.read(report)).containsExactly(new Mutant("a.B", "m", "MathMutator", 7, "d", false, false));
    }
}
