package dev.tallystick.longruns.mutation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes the page of PIT's reports; fails if a module stays below the bar, or a mutant lives without a reason. */
@Command(name = "mutation-page", description = "Makes docs/mutation.md of PIT's reports. Called by ./mutation.")
public final class MutationPage implements Callable<Integer> {

    private static final double BAR = 95;

    @Option(names = "--reasons", required = true, description = "the file of reasons")
    private @Nullable Path reasonsFile;

    @Option(names = "--document", required = true, description = "the page to write")
    private @Nullable Path document;

    @Parameters(arity = "1..*", description = "MODULE/PART=REPORT.xml; without a report, the part is not measured")
    private List<String> reports = List.of();

    private MutationPage() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new MutationPage()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        if (reasonsFile == null || document == null) {
            throw new IllegalStateException("required options");
        }
        List<Part> parts = new ArrayList<>();
        for (String report : reports) {
            int slash = report.indexOf('/');
            int equals = report.indexOf('=');
            String file = report.substring(equals + 1);
            parts.add(new Part(
                    report.substring(0, slash),
                    report.substring(slash + 1, equals),
                    file.isEmpty() ? null : Mutant.read(Path.of(file))));
        }
        Text text = text(parts, Reasons.of(Files.readAllLines(reasonsFile)));
        Files.writeString(document, text.text());
        System.out.print(text.summary());
        return text.holds() ? 0 : 1;
    }

    /** The page, its figures in short, and whether all is as it should be. */
    record Text(String text, String summary, boolean holds) {}

    /** What was measured in one go, a package say; null if it was not. */
    record Part(String module, String name, @Nullable List<Mutant> mutants) {}

    static Text text(List<Part> parts, Reasons reasons) {
        StringBuilder figures = new StringBuilder();
        StringBuilder survivors = new StringBuilder();
        StringBuilder summary = new StringBuilder();
        Map<String, List<Mutant>> modules = new TreeMap<>();
        Set<String> unmeasured = new TreeSet<>();
        boolean holds = true;
        for (Part part : parts) {
            String name = part.module() + '/' + part.name();
            List<Mutant> all = modules.computeIfAbsent(part.module(), module -> new ArrayList<>());
            if (part.mutants() == null) {
                holds = false;
                unmeasured.add(part.module());
                figures.append("| `").append(name).append("` | not measured | | | | |\n");
                summary.append("mutation: ").append(name).append(": not measured\n");
            } else {
                all.addAll(part.mutants());
                figures.append(Figures.of(part.mutants(), reasons).row('`' + name + '`'));
            }
        }
        Set<String> living = new TreeSet<>();
        for (Map.Entry<String, List<Mutant>> module : modules.entrySet()) {
            boolean whole = !unmeasured.contains(module.getKey());
            if (module.getValue().isEmpty() && !whole) {
                continue;
            }
            Figures sum = Figures.of(module.getValue(), reasons);
            holds &= sum.share() >= BAR && sum.unexplained() == 0;
            figures.append(sum.row("**" + module.getKey() + "**" + (whole ? "" : ", what is measured of it")));
            summary.append(String.format(
                    Locale.ROOT,
                    "mutation: %s: %d of %d killed, %.1f %% (at least %.0f), %d without a reason%n",
                    module.getKey(),
                    sum.killed(),
                    sum.all(),
                    sum.share(),
                    BAR,
                    sum.unexplained()));
            alive(module.getValue()).forEach((key, mutants) -> {
                living.add(key);
                survivors.append(row(mutants, reasons.of(key, mutants.size())));
            });
        }
        StringBuilder text = new StringBuilder(
                        "# Mutants\n\nMade by `./mutation` with PIT's default mutators; not to be edited. The"
                                + " reasons are in [mutation.reasons](mutation.reasons). A mutant that makes a test run forever counts as"
                                + " killed.\n\n| package | mutants | killed | share | alive | without a reason |\n|---|---:|---:|---:|---:|---:|\n")
                .append(figures);
        if (!survivors.isEmpty()) {
            text.append("\n| alive | in | lines | why |\n|---|---|---|---|\n").append(survivors);
        }
        if (unmeasured.isEmpty()) {
            for (String key : reasons.stale(living)) {
                text.append("\nA reason without a mutant: ").append(key).append('\n');
            }
        }
        return new Text(text.toString(), summary.toString(), holds);
    }

    private static Map<String, List<Mutant>> alive(List<Mutant> mutants) {
        return mutants.stream()
                .filter(mutant -> !mutant.detected())
                .collect(Collectors.groupingBy(Mutant::key, TreeMap::new, Collectors.toList()));
    }

    private record Figures(int all, int killed, int unexplained) {

        static Figures of(List<Mutant> mutants, Reasons reasons) {
            int killed = (int) mutants.stream().filter(Mutant::detected).count();
            int unexplained = 0;
            for (Map.Entry<String, List<Mutant>> entry : alive(mutants).entrySet()) {
                int count = entry.getValue().size();
                unexplained += reasons.of(entry.getKey(), count) == null ? count : 0;
            }
            return new Figures(mutants.size(), killed, unexplained);
        }

        double share() {
            return all == 0 ? 0 : 100.0 * killed / all;
        }

        String row(String name) {
            return String.format(
                    Locale.ROOT,
                    "| %s | %,d | %,d | %.1f %% | %d | %d |%n",
                    name,
                    all,
                    killed,
                    share(),
                    all - killed,
                    unexplained);
        }
    }

    private static String row(List<Mutant> mutants, @Nullable String reason) {
        Mutant first = mutants.get(0);
        String lines = mutants.stream()
                .map(mutant -> Integer.toString(mutant.line()) + (mutant.covered() ? "" : " (no test runs it)"))
                .distinct()
                .collect(Collectors.joining(", "));
        return "| " + mutants.size() + " × " + first.mutator() + " | `"
                + first.type().substring(first.type().lastIndexOf('.') + 1) + "." + first.method() + "` | " + lines
                + " | "
                + (reason == null ? "**unexplained**: " + first.description() : reason) + " |\n";
    }
}
