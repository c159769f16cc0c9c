package dev.tallystick.benchmarks;

import dev.tallystick.benchmarks.report.Measure;
import dev.tallystick.benchmarks.report.Results;
import dev.tallystick.benchmarks.subjects.Subjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs JMH once for each cell, in a JVM of its own. */
final class Runs {

    /** How long one cell takes. */
    record Length(int warmups, long warmupMillis, int iterations, long iterationMillis) {

        static final Length QUICK = new Length(1, 500, 3, 200);
        static final Length FULL = new Length(2, 1000, 5, 400);
    }

    private final Map<Integer, String> homes;
    private final Length length;

    /** @param homes of the JDKs, by release */
    Runs(Map<Integer, String> homes, Length length) {
        this.homes = homes;
        this.length = length;
    }

    boolean has(int jdk) {
        return homes.containsKey(jdk);
    }

    /** Measures a cell. */
    void run(Cell cell, Results results) throws RunnerException {
        RunResult result = run(cell, List.of());
        results.add(cell.name(), Measure.WALL, result.getPrimaryResult().getScore());
        result.getSecondaryResults().forEach((name, value) -> {
            if (name.endsWith(ProcessorTime.NAME)) {
                results.add(cell.name(), Measure.PROCESSOR, value.getScore());
            } else if (name.endsWith("gc.alloc.rate.norm")) {
                // What JMH's own loop allocates is spread over millions of requests.
                results.add(cell.name(), Measure.BYTES, Math.rint(value.getScore()));
            }
        });
    }

    /** Looks where the time of a cell goes. */
    Map<String, Double> profile(Cell cell, Path directory) throws RunnerException, IOException {
        Path recording = directory.resolve("profile.jfr");
        Files.deleteIfExists(recording);
        run(cell, Profile.jvmArguments(directory.resolve("profile.jfc"), recording));
        return Profile.read(recording);
    }

    private RunResult run(Cell cell, List<String> more) throws RunnerException {
        List<String> arguments = new ArrayList<>(Subjects.jvmArguments(cell.subject()));
        arguments.addAll(more);
        if (cell.kind() == Cell.Kind.VIRTUAL) {
            arguments.add("-Djmh.executor=VIRTUAL");
        }
        if (cell.kind() == Cell.Kind.EACH_VIRTUAL) {
            // The requests of one carrier: how many there are is measured elsewhere.
            arguments.add("-Djdk.virtualThreadScheduler.parallelism=1");
        }
        String method = cell.kind() == Cell.Kind.EACH_VIRTUAL ? "eachOnAVirtualThread" : "request";
        return new Runner(new OptionsBuilder()
                        .include(Measured.class.getName() + "\\." + method + "$")
                        .param("subject", cell.subject())
                        .param("request", cell.request().name())
                        .jvm(homes.get(cell.jdk()) + "/bin/java")
                        .jvmArgsAppend(arguments.toArray(String[]::new))
                        .forks(1)
                        .threads(cell.threads())
                        .warmupIterations(length.warmups())
                        .warmupTime(TimeValue.milliseconds(length.warmupMillis()))
                        .measurementIterations(length.iterations())
                        .measurementTime(TimeValue.milliseconds(length.iterationMillis()))
                        .addProfiler(GCProfiler.class)
                        .addProfiler(ProcessorTime.class)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .runSingle();
    }
}
