package dev.tallystick.longruns.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    private static List<MutationPage.Part> core(List<Mutant> mutants) {
        return List.of(new MutationPage.Part("core", "http", mutants));
    }

    private static Reasons reason(int most) {
        return Reasons.of(List.of("# a remark", "", "a.B\tm\tMathMutator\t" + most + "\tboth are the same"));
    }

    @Test
    void holdsWithNinetyFiveOfAHundredAndAReasonForTheRest() {
        MutationPage.Text text = MutationPage.text(core(mutants(95, 5)), reason(5));

        assertThat(text.holds()).isTrue();
        assertThat(text.text())
                .contains("| `core/http` | 100 | 95 | 95.0 % | 5 | 0 |")
                .contains("| **core** | 100 | 95 | 95.0 % | 5 | 0 |")
                .contains("both are the same");
    }

    @Test
    void doesNotHoldBelowTheBar() {
        assertThat(MutationPage.text(core(mutants(94, 6)), reason(6)).holds()).isFalse();
        assertThat(MutationPage.text(core(List.of()), NONE).holds()).isFalse();
    }

    @Test
    void showsWhatNobodyHasExplained() {
        MutationPage.Text text = MutationPage.text(core(mutants(99, 1)), NONE);

        assertThat(text.holds()).isFalse();
        assertThat(text.text()).contains("**unexplained**: plus for minus");
    }

    @Test
    void aReasonForTwoExplainsNoThird() {
        assertThat(MutationPage.text(core(mutants(97, 3)), reason(2)).holds()).isFalse();
    }

    @Test
    void saysWhichReasonsHaveNoMutantAnyMore() {
        assertThat(MutationPage.text(core(mutants(9, 0)), reason(1)).text())
                .contains("A reason without a mutant: a.B m MathMutator");
    }

    @Test
    void saysWhatIsNotMeasuredAndDoesNotHoldThen() {
        MutationPage.Text text = MutationPage.text(
                List.of(
                        new MutationPage.Part("core", "http", mutants(100, 0)),
                        new MutationPage.Part("core", "token", null),
                        new MutationPage.Part("jwt", "jwt", null)),
                NONE);

        assertThat(text.holds()).isFalse();
        assertThat(text.text())
                .contains("| `core/http` | 100 | 100 | 100.0 % | 0 | 0 |")
                .contains("| `core/token` | not measured |")
                .contains("| **core**, what is measured of it | 100 | 100 |");
        assertThat(text.text()).contains("| `jwt/jwt` | not measured |").doesNotContain("**jwt**");
        assertThat(text.summary()).contains("core/token: not measured");
    }

    @Test
    void addsAModulesPackagesUp() {
        assertThat(MutationPage.text(
                                List.of(
                                        new MutationPage.Part("core", "http", mutants(10, 0)),
                                        new MutationPage.Part("core", "token", mutants(20, 1))),
                                reason(1))
                        .text())
                .contains("| **core** | 31 | 30 | 96.8 % | 1 | 0 |");
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
