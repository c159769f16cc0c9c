package dev.tallystick.longruns.mutation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
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

    @Parameters(arity = "1..*", description = "MODULE=REPORT.xml, a module as often as it has reports")
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
        Map<String, List<Mutant>> modules = new TreeMap<>();
        for (String report : reports) {
            int equals = report.indexOf('=');
            modules.computeIfAbsent(report.substring(0, equals), name -> new ArrayList<>())
                    .addAll(Mutant.read(Path.of(report.substring(equals + 1))));
        }
        Text text = text(modules, Reasons.of(Files.readAllLines(reasonsFile)));
        Files.writeString(document, text.text());
        System.out.print(text.summary());
        return text.holds() ? 0 : 1;
    }

    /** The page, its figures in short, and whether all is as it should be. */
    record Text(String text, String summary, boolean holds) {}

    static Text text(Map<String, List<Mutant>> modules, Reasons reasons) {
        StringBuilder figures = new StringBuilder();
        StringBuilder survivors = new StringBuilder();
        StringBuilder summary = new StringBuilder();
        boolean holds = true;
        List<String> living = new ArrayList<>();
        for (Map.Entry<String, List<Mutant>> module : modules.entrySet()) {
            List<Mutant> all = module.getValue();
            long killed = all.stream().filter(Mutant::detected).count();
            double share = all.isEmpty() ? 0 : 100.0 * killed / all.size();
            holds &= share >= BAR;
            Map<String, List<Mutant>> alive = all.stream()
                    .filter(mutant -> !mutant.detected())
                    .collect(Collectors.groupingBy(Mutant::key, TreeMap::new, Collectors.toList()));
            int unexplained = 0;
            for (Map.Entry<String, List<Mutant>> entry : alive.entrySet()) {
                living.add(entry.getKey());
                String reason = reasons.of(entry.getKey(), entry.getValue().size());
                unexplained += reason == null ? entry.getValue().size() : 0;
                survivors.append(row(entry.getValue(), reason));
            }
            holds &= unexplained == 0;
            figures.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %,d | %,d | %.1f %% | %d | %d |%n",
                    module.getKey(),
                    all.size(),
                    killed,
                    share,
                    all.size() - killed,
                    unexplained));
            summary.append(String.format(
                    Locale.ROOT,
                    "mutation: %s: %d of %d killed, %.1f %% (at least %.0f), %d without a reason%n",
                    module.getKey(),
                    killed,
                    all.size(),
                    share,
                    BAR,
                    unexplained));
        }
        StringBuilder text = new StringBuilder(
                        "# Mutants\n\nMade by `./mutation` with PIT's default mutators; not to be edited. The"
                                + " reasons are in [mutation.reasons](mutation.reasons). A mutant that makes a test run forever counts as"
                                + " killed.\n\n| module | mutants | killed | share | alive | without a reason |\n|---|---:|---:|---:|---:|---:|\n")
                .append(figures);
        if (!survivors.isEmpty()) {
            text.append("\n| alive | in | lines | why |\n|---|---|---|---|\n").append(survivors);
        }
        for (String key : reasons.stale(living)) {
            text.append("\nA reason without a mutant: ").append(key).append('\n');
        }
        return new Text(text.toString(), summary.toString(), holds);
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
