package dev.tallystick.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** The kit as an adapter's test runs it. */
class CompatibilityKitTest {

    private static final Map<Class<?>, EngineExecutionResults> RUNS = new ConcurrentHashMap<>();
    private static final AtomicInteger RUNNING = new AtomicInteger();
    private static final AtomicInteger MOST = new AtomicInteger();

    /** Extends the kit as any adapter's test does. */
    abstract static class Tiny extends CompatibilityKit {

        private final Breakage breakage;

        Tiny(Breakage breakage) {
            this.breakage = breakage;
        }

        @Override
        protected Set<Capability> capabilities() {
            return EnumSet.complementOf(EnumSet.of(Capability.WEBSOCKET));
        }

        @Override
        protected KitServer start(Properties configuration) throws Exception {
            KitServer server = TinyApplication.start(configuration, breakage);
            MOST.accumulateAndGet(RUNNING.incrementAndGet(), Math::max);
            return KitServer.of(server.port(), () -> {
                RUNNING.decrementAndGet();
                server.close();
            });
        }
    }

    static class Honest extends Tiny {

        Honest() {
            super(Breakage.NO_WEBSOCKET);
        }

        @Override
        protected String adapter() {
            return "tiny-honest";
        }
    }

    static class Modest extends Tiny {

        Modest() {
            super(Breakage.NONE);
        }

        @Override
        protected String adapter() {
            return "tiny-modest";
        }
    }

    @Test
    void aCaseThatNeedsWhatTheServerLacksIsAbortedAndNamed() throws IOException {
        long needing = Kit.load().cases().stream()
                .filter(each -> each.needs().contains(Capability.WEBSOCKET))
                .count();

        EngineExecutionResults results = run(Honest.class);

        assertThat(needing).isPositive();
        results.testEvents()
                .assertStatistics(events -> events.failed(0).skipped(0).aborted(needing));
        assertThat(results.testEvents().aborted().map(CompatibilityKitTest::message))
                .allMatch(message -> message.contains("not applicable: the adapter has no websocket"));
        List<String> report = Files.readAllLines(report("tiny-honest"));
        assertThat(report.stream().skip(1).mapToLong(line -> Long.parseLong(line.split("\t")[4])))
                .as("not applicable, in the report")
                .satisfies(counts -> assertThat(
                                counts.stream().mapToLong(Number::longValue).sum())
                        .isEqualTo(needing));
    }

    @Test
    void aDeclarationThatIsNotTrueFails() {
        EngineExecutionResults results = run(Modest.class);

        assertThat(results.testEvents().failed().map(CompatibilityKitTest::message))
                .containsExactly("the adapter doesn't declare websocket, and it works");
    }

    @Test
    void applicationsAreFewAtATimeAndEndWithTheRun() {
        run(Honest.class);

        assertThat(RUNNING).hasValue(0);
        assertThat(MOST.get()).isBetween(1, 6);
    }

    @Test
    void reportsOfSeveralAdaptersMakeOneTable() throws IOException {
        run(Honest.class);
        run(Modest.class);

        String table = Report.table(List.of(report("tiny-honest"), report("tiny-modest")));

        assertThat(table)
                .contains("tiny-honest  tiny-modest")
                .containsPattern("tiny-honest has no: websocket \\(\\d+ cases\\)")
                .contains("tiny-modest failed: websocket");
    }

    private static EngineExecutionResults run(Class<?> test) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(test))
                .execute();
    }

    private static String message(Event event) {
        return event.getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class)
                .getThrowable()
                .orElseThrow()
                .getMessage();
    }

    private static Path report(String adapter) {
        return Path.of(System.getProperty("tallystick.build.dir", "target"), "tck-report-" + adapter + ".tsv");
    }
}
