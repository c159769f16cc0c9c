package dev.tallystick.benchmarks;

import dev.tallystick.benchmarks.report.Bar;
import dev.tallystick.benchmarks.report.Bars;
import dev.tallystick.benchmarks.report.Measure;
import dev.tallystick.benchmarks.report.Page;
import dev.tallystick.benchmarks.report.Results;
import dev.tallystick.benchmarks.server.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What {@code ./bench} starts: measures in interleaved rounds, writes the results, and says which bars are met. */
public final class Bench {

    private static final Path DOCUMENT = Path.of("docs", "performance.md");
    private static final Path KEPT = Path.of("docs", "performance.json");
    private static final Path RAW = Path.of("benchmarks", "target", "bench");
    private static final List<String> SERVERS = List.of("jetty", "tomcat");

    private final Map<Integer, String> homes = new TreeMap<>();
    private boolean all;
    private boolean quick;
    private boolean render;
    private Pattern only = Pattern.compile("");

    private Bench(List<String> arguments) {
        for (String argument : arguments) {
            if (argument.startsWith("--jdk=")) {
                String home = argument.substring("--jdk=".length());
                int colon = home.indexOf(':');
                homes.put(Integer.parseInt(home.substring(0, colon)), home.substring(colon + 1));
            } else if (argument.startsWith("--only=")) {
                only = Pattern.compile(argument.substring("--only=".length()));
            } else {
                switch (argument) {
                    case "--all" -> all = true;
                    case "--quick" -> quick = true;
                    case "--render" -> render = true;
                    default -> throw new IllegalArgumentException("unknown option " + argument);
                }
            }
        }
    }

    public static void main(String... arguments) throws Exception {
        System.setProperty("jmh.ignoreLock", "true");
        System.exit(new Bench(List.of(arguments)).run() ? 0 : 1);
    }

    private boolean run() throws Exception {
        boolean whole = !all && !quick && only.pattern().isEmpty();
        if (render) {
            Results kept = Results.read(KEPT);
            Files.writeString(DOCUMENT, Page.of(kept));
            return say(kept, whole);
        }
        Files.createDirectories(RAW);
        Results results = Results.about(about());
        measure(results);
        if (!all && !quick) {
            profile(results);
        }
        results.write(RAW.resolve(whole ? "bars.json" : all ? "all.json" : "some.json"));
        if (whole) {
            results.write(KEPT);
            Files.writeString(DOCUMENT, Page.of(results));
        } else {
            System.out.println(Page.of(results));
        }
        return say(results, whole);
    }

    private void measure(Results results) throws Exception {
        Runs runs = new Runs(homes, quick ? Runs.Length.QUICK : Runs.Length.FULL);
        List<Cell> cells = new ArrayList<>();
        for (Cell cell : all ? Plan.all() : Plan.bars()) {
            if (only.matcher(cell.name()).find()) {
                if (runs.has(cell.jdk())) {
                    cells.add(cell);
                } else {
                    System.err.println("bench: not measured, no JDK " + cell.jdk() + ": " + cell.name());
                }
            }
        }
        Load load = new Load(homes.values().iterator().next(), RAW.toAbsolutePath(), quick ? 1 : 2);
        int rounds = quick ? 1 : 3;
        for (int round = 1; round <= rounds; round++) {
            int done = 0;
            for (Cell cell : cells) {
                System.err.println("bench: round " + round + " of " + rounds + ", " + ++done + " of " + cells.size()
                        + ": " + cell.name());
                runs.run(cell, results);
            }
            for (String server : SERVERS) {
                if (only.matcher(server).find()) {
                    System.err.println("bench: round " + round + " of " + rounds + ": " + server + " under load");
                    load.round(server, results);
                }
            }
        }
    }

    /** A bar that isn't met is reported with the profile that shows where the time goes. */
    private void profile(Results results) throws Exception {
        Runs runs = new Runs(homes, Runs.Length.FULL);
        for (Cell cell : Plan.bars()) {
            boolean missed = Bars.ALL.stream()
                    .anyMatch(bar -> bar.of().equals(cell.name())
                            && bar.measure() != Measure.BYTES
                            && bar.outcome(results).isMeasured()
                            && !bar.outcome(results).isMet());
            if (missed && runs.has(cell.jdk())) {
                System.err.println("bench: where the time goes: " + cell.name());
                results.profiles().put(cell.name(), runs.profile(cell, RAW.toAbsolutePath()));
            }
        }
    }

    /** Says how it went; false if a bar of a whole run is not met, or one that was measured. */
    private static boolean say(Results results, boolean whole) {
        boolean met = true;
        for (Bar bar : Bars.ALL) {
            Bar.Outcome outcome = bar.outcome(results);
            if (!outcome.isMet() && (whole || outcome.isMeasured())) {
                met = false;
                System.err.println("bench: bar " + bar.number() + " is not met: " + bar.text() + ", "
                        + (outcome.isMeasured() ? outcome.value() : "not measured"));
            }
        }
        return met;
    }

    private Map<String, String> about() throws IOException {
        Map<String, String> about = new LinkedHashMap<>();
        about.put(
                "command",
                "./bench" + (all ? " --all" : "") + (quick ? " --quick" : "")
                        + (only.pattern().isEmpty() ? "" : " --only=" + only));
        about.put("date", Instant.now().truncatedTo(ChronoUnit.MINUTES).toString());
        about.put("machine", machine());
        for (Map.Entry<Integer, String> home : homes.entrySet()) {
            about.put("JDK " + home.getKey(), version(Path.of(home.getValue(), "release")));
        }
        about.put("rounds", quick ? "1, short" : "3, a new JVM for each line in each");
        return about;
    }

    private static String machine() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        String model = System.getProperty("os.arch");
        if (Files.isReadable(file)) {
            try (Stream<String> lines = Files.lines(file)) {
                model = lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(model);
            }
        }
        return Runtime.getRuntime().availableProcessors() + " processors, " + model;
    }

    private static String version(Path release) throws IOException {
        try (Stream<String> lines = Files.lines(release)) {
            return lines.filter(line -> line.startsWith("IMPLEMENTOR=") || line.startsWith("JAVA_RUNTIME_VERSION="))
                    .map(line -> line.substring(line.indexOf('=') + 1).replace("\"", ""))
                    .sorted()
                    .reduce((left, right) -> left + ", " + right)
                    .orElse("unknown");
        }
    }
}
