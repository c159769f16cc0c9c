package dev.tallystick.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * All cases of the kit as JUnit tests of one adapter: extend it, say how the reference application is started behind the
 * adapter, and every case is a test of its own below its group and its rule.
 *
 * <p>A case fails with the requests and answers that went over the wire. It is aborted, and counted as not applicable, only
 * where the adapter lacks a capability that the case needs; each declaration of a capability is tried out by a test of its own.
 * In the end the numbers are printed, and written to {@code tck-report-ADAPTER.tsv} in the directory that the system property
 * {@code tallystick.build.dir} names ({@code target} unless it is set). The system property {@code tallystick.tck.rules} plays
 * some only, for instance {@code O-04,C}; nothing is written then.
 *
 * <p>The applications run one case at a time: tests of one instance are for one thread.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
public abstract class CompatibilityKit {

    private @Nullable Run run;

    /** For the adapter's test. */
    protected CompatibilityKit() {}

    /** The adapter's name, as the report has it: letters, digits and hyphens. */
    protected abstract String adapter();

    /** What the server behind this adapter can have. */
    protected abstract Set<Capability> capabilities();

    /**
     * Starts the reference application on a free port of 127.0.0.1; when this returns, it answers. The kit closes what it gets.
     *
     * @param configuration keys with {@code tallystick.}; {@code tallystick.exempt} is there unless a case says otherwise
     * @throws Exception if the configuration is refused, or the server can't be started
     */
    protected abstract KitServer start(Properties configuration) throws Exception;

    /** Every case, below its group and its rule. */
    @TestFactory
    public final Stream<DynamicNode> cases() {
        Run run = run();
        Kit kit = run.kit();
        Map<String, Map<String, List<KitCase>>> groups = new TreeMap<>();
        for (KitCase each : kit.cases()) {
            KitRule rule = Objects.requireNonNull(kit.rules().get(each.rule()));
            if (isAsked(rule)) {
                groups.computeIfAbsent(rule.letter() + " " + kit.titles().get(each.group()), name -> new TreeMap<>())
                        .computeIfAbsent(rule.id(), id -> new ArrayList<>())
                        .add(each);
            }
        }
        return groups.entrySet().stream()
                .map(group -> DynamicContainer.dynamicContainer(
                        group.getKey(),
                        group.getValue().entrySet().stream()
                                .map(rule -> container(kit, rule.getKey(), rule.getValue()))));
    }

    /** Each capability, declared or not, tried out. */
    @TestFactory
    public final Stream<DynamicTest> declaredCapabilities() {
        Run run = run();
        Set<Capability> declared = capabilities();
        return Arrays.stream(Capability.values())
                .map(capability -> test(
                        (declared.contains(capability) ? "has " : "has no ") + capability,
                        () -> run.probe(capability)));
    }

    /**
     * Ends the applications, prints the numbers and writes the report.
     *
     * @throws Exception if an application can't be ended, or the report can't be written
     */
    @AfterAll
    public final void endAndReport() throws Exception {
        Run ended = run;
        if (ended == null) {
            return;
        }
        run = null;
        System.out.print(ended.tally().asText());
        System.out.println("  applications started: " + ended.starts());
        if (asked() == null) {
            write(ended.tally());
        }
        ended.close();
    }

    private void write(Tally tally) throws IOException {
        Path directory = Path.of(System.getProperty("tallystick.build.dir", "target"));
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("tck-report-" + adapter() + ".tsv"), tally.asFile());
    }

    private Run run() {
        Run current = run;
        if (current == null) {
            current = new Run(Kit.load(), adapter(), capabilities(), this::start);
            run = current;
        }
        return current;
    }

    /** Those of one rule; equal configurations are neighbours. */
    private DynamicContainer container(Kit kit, String rule, List<KitCase> cases) {
        Run run = run();
        return DynamicContainer.dynamicContainer(
                rule + " " + Objects.requireNonNull(kit.rules().get(rule)).title(),
                cases.stream()
                        .sorted(Comparator.comparing(each -> new TreeMap<>(each.configuration()).toString()))
                        .map(each -> test(each.name(), () -> run.play(each))));
    }

    private static DynamicTest test(String name, Supplier<Run.Result> playing) {
        return DynamicTest.dynamicTest(name, () -> {
            Run.Result result = playing.get();
            if (result.missing() != null) {
                Assumptions.abort("not applicable: the adapter has no " + result.missing());
            }
            if (result.failure() != null) {
                throw result.failure();
            }
        });
    }

    private static boolean isAsked(KitRule rule) {
        String asked = asked();
        return asked == null
                || List.of(asked.split(",")).stream()
                        .anyMatch(name -> name.equals(rule.id()) || name.equals(rule.letter()));
    }

    private static @Nullable String asked() {
        String asked = System.getProperty("tallystick.tck.rules");
        return asked == null || asked.isBlank() ? null : asked;
    }
}
