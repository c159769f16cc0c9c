package dev.tallystick.longruns.concurrency;

import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Plays the races for a bounded time and writes down what was seen. */
@Command(
        name = "./concurrency",
        mixinStandardHelpOptions = true,
        description = "Plays the races of long-runs under jcstress, and writes docs/concurrency.md from what it saw."
                + " Ends with 0 only if nothing forbidden was seen and every race was played.")
public final class ConcurrencyRun implements Callable<Integer> {

    @Option(
            names = "--milliseconds",
            defaultValue = "1000",
            description = "for each race in each way of compiling it; ${DEFAULT-VALUE} by default, some minutes in all")
    private int milliseconds;

    @Option(
            names = "--minutes",
            defaultValue = "10",
            description = "ends the run, which then has failed, if it takes longer; ${DEFAULT-VALUE} by default")
    private int minutes;

    @Option(names = "--quick", description = "lets the JVM compile as it ordinarily does, and plays no other ways")
    private boolean quick;

    @Option(names = "--document", description = "the page to write; docs/concurrency.md by default")
    private @Nullable Path document;

    @Option(names = "--only", defaultValue = ".*", description = "a regular expression; the races whose name it finds")
    private String only = ".*";

    private ConcurrencyRun() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ConcurrencyRun()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ClassNotFoundException {
        Path results = Files.createTempDirectory("tallystick-races");
        try {
            int code = play(results);
            Page page = new Page(new TreeMap<>());
            for (Path file : files(results)) {
                InProcessCollector collector = new InProcessCollector();
                DiskReadCollector reader = new DiskReadCollector(file.toString(), collector);
                try {
                    reader.dump();
                } catch (EOFException e) {
                    System.out.println("concurrency: the run was ended, and its last results are lost");
                } finally {
                    reader.close();
                }
                collector.getTestResults().forEach(page::add);
            }
            if (document != null) {
                Files.writeString(document, page.text((quick ? "--quick " : "") + "--milliseconds " + milliseconds));
            }
            System.out.println(page.summary());
            return code == 0 && page.isClean() ? 0 : 1;
        } finally {
            delete(results);
        }
    }

    private int play(Path results) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                absoluteClassPath(),
                "org.openjdk.jcstress.Main",
                "-t",
                only,
                // One way of compiling for all actors: each by itself would be nine times as many runs.
                "-sc",
                "false",
                "-f",
                "1",
                "-iters",
                "1",
                "-time",
                Integer.toString(milliseconds),
                "-r",
                results.resolve("report").toString()));
        if (quick) {
            command.addAll(List.of("-jvmArgs", "-Xmx256m"));
        }
        Process jcstress = new ProcessBuilder(command)
                .directory(results.toFile())
                .inheritIO()
                .start();
        if (jcstress.waitFor(minutes, TimeUnit.MINUTES)) {
            return jcstress.exitValue();
        }
        jcstress.descendants().forEach(ProcessHandle::destroyForcibly);
        jcstress.destroyForcibly().waitFor();
        return 1;
    }

    /** jcstress leaves its results where it was started, which is not the project. */
    private static String absoluteClassPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(element -> Path.of(element).toAbsolutePath().toString())
                .reduce((a, b) -> a + File.pathSeparator + b)
                .orElseThrow();
    }

    private static List<Path> files(Path results) throws IOException {
        try (Stream<Path> all = Files.walk(results)) {
            return all.filter(file -> file.toString().endsWith(".bin.gz")).toList();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
