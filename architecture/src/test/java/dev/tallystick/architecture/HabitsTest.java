package dev.tallystick.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import dev.tallystick.architecture.House.Room;
import java.nio.file.Files;
import java.util.Set;
import java.util.Timer;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Habits that no compiler checks. */
class HabitsTest {
    /** Methods of String that take a regular expression. */
    private static final Set<String> REGEX_METHODS = Set.of("split", "replaceAll", "replaceFirst", "matches");

    static Stream<Room> allRooms() {
        return House.roomsWithClasses().stream();
    }

    static Stream<Room> libraries() {
        return allRooms().filter(room -> !room.isOutermost());
    }

    static Stream<Room> namedModules() {
        return allRooms().filter(Room::published);
    }

    @ParameterizedTest
    @MethodSource("allRooms")
    void everyPackageSaysWhatItIsForAndIsNullMarked(Room room) {
        JavaClasses classes = room.classes();
        Set<String> packages = room.classList().stream()
                .map(JavaClass::getPackageName)
                // What JMH makes of the benchmarks is nobody's to write.
                .filter(name -> !name.isEmpty() && !name.endsWith(".jmh_generated"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(packages).isNotEmpty().allSatisfy(name -> {
            assertThat(classes.getPackage(name).isAnnotatedWith(NullMarked.class))
                    .as("%s is @NullMarked in its package-info.java", name)
                    .isTrue();
            assertThat(Files.readString(room.directory()
                            .resolve("src/main/java")
                            .resolve(name.replace('.', '/'))
                            .resolve("package-info.java")))
                    .as("the words of %s", name)
                    .startsWith("/**");
        });
    }

    @ParameterizedTest
    @MethodSource("namedModules")
    void everyPublishedRoomIsANamedModule(Room room) {
        assertThat(room.directory().resolve("src/main/java/module-info.java")).isRegularFile();
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void aLibraryLogsAndNeverPrints(Room room) {
        noClasses().should(ACCESS_STANDARD_STREAMS).check(room.classes());
    }

    /** What a client sends never meets a regular expression: no surprise in time, none in Unicode. */
    @Test
    void coreUsesNoRegularExpression() {
        JavaClasses core = House.room("core").classes();
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.regex..")
                .check(core);
        assertThat(core.stream()
                        .flatMap(type -> type.getCodeUnitAccessesFromSelf().stream())
                        .filter(access -> access.getTargetOwner().isEquivalentTo(String.class))
                        .filter(access ->
                                REGEX_METHODS.contains(access.getTarget().getName()))
                        .map(Object::toString))
                .isEmpty();
    }

    /** An enforcing engine that hangs on a thread, a timer or a future could not be used from every server. */
    @Test
    void coreHasNoFuturesAndNoThreads() {
        noClasses()
                .that()
                // It spreads threads over its blocks by their ids, and waits for none.
                .doNotHaveFullyQualifiedName("dev.tallystick.token.BlockRandom")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.concurrent\\.(Completable|Executor|Future|Scheduled|ForkJoin|Flow).*")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Thread.class, ThreadGroup.class, Timer.class)
                .check(House.room("core").classes());
    }
}
