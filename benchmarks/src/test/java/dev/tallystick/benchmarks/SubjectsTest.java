package dev.tallystick.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tallystick.benchmarks.subjects.Subjects;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A time counts only if the answer was right. */
class SubjectsTest {

    @TestFactory
    Stream<DynamicTest> everySubjectGivesTheRightAnswerToEachOfItsCasesAgainAndAgain() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String name : Subjects.names()) {
            Subject subject = Subjects.named(name);
            for (Case request : Case.values()) {
                Exercise exercise = subject.exercise(request);
                if (exercise != null) {
                    tests.add(DynamicTest.dynamicTest(name + ", " + request.text(), () -> {
                        for (int i = 0; i < 3; i++) {
                            assertThatCode(exercise::verify).doesNotThrowAnyException();
                        }
                    }));
                }
            }
        }
        return tests.stream();
    }

    @Test
    void tallystickHasEveryRequest() {
        Subject subject = Subjects.named("tallystick");
        assertThat(List.of(Case.values()))
                .allMatch(request -> request == Case.BARE || subject.exercise(request) != null);
    }
}
