package dev.tallystick.longruns.timing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures, and writes down what came out. */
@Command(
        name = "./timing",
        mixinStandardHelpOptions = true,
        description =
                "Measures whether the time that verifying a token takes depends on where it differs from the right one,"
                        + " and whether the same measurement sees a comparison that ends at the first difference. Writes"
                        + " docs/timing.md. Ends with 0 only if the first is not seen and the second is.")
public final class TimingRun implements Callable<Integer> {

    @Option(
            names = "--blocks",
            defaultValue = "400",
            description =
                    "of 10,000 times each, for each row; ${DEFAULT-VALUE} by default, which takes about a minute in all")
    private int blocks;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "of keys, tokens and order; ${DEFAULT-VALUE} by default")
    private long seed;

    @Option(names = "--document", description = "the page to write; docs/timing.md by default")
    private @Nullable Path document;

    private final StringBuilder rows = new StringBuilder();

    private TimingRun() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new TimingRun()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Subjects subjects = new Subjects(seed);
        Supplier<Subjects.Sent[]> early = () -> subjects.wrongAt(0);
        Supplier<Subjects.Sent[]> late = () -> subjects.wrongAt(31);
        boolean holds = row("verification", "first byte / last byte", subjects.verification(), early, late, false);
        holds &= row(
                "verification", "every byte / last byte", subjects.verification(), subjects::unrelated, late, false);
        holds &= row("verification", "last byte / last byte", subjects.verification(), late, late, false);
        holds &= row("a comparison that leaks", "first byte / last byte", Subjects.leak(), early, late, true);
        String verdict = holds
                ? "the verification shows no difference, and the leak is seen"
                : "NOT AS IT SHOULD BE: repeat on a quiet machine before believing it";
        if (document != null) {
            Files.writeString(document, page(verdict));
        }
        System.out.println("timing: " + verdict);
        return holds ? 0 : 1;
    }

    private boolean row(
            String what,
            String inputs,
            Predicate<Subjects.Sent> tested,
            Supplier<Subjects.Sent[]> one,
            Supplier<Subjects.Sent[]> other,
            boolean seen) {
        double t = new Experiment(seed).compare(tested, Subjects.Sent::copy, one, other, blocks);
        boolean asExpected = seen == Math.abs(t) > Experiment.SAME;
        String row = String.format(
                Locale.ROOT,
                "| %s | %s | %.1f | %s | %s |%n",
                what,
                inputs,
                t,
                seen ? "more than 4.5" : "less than 4.5",
                asExpected ? "yes" : "**no**");
        System.out.print(row);
        rows.append(row);
        return asExpected;
    }

    private String page(String verdict) {
        return "# Timing\n\nMade by `./timing --blocks " + blocks + "` on JDK "
                + Runtime.version().feature() + ", " + Runtime.getRuntime().availableProcessors()
                + " processors; not to be edited.\n\n"
                + "Tokens whose tag is wrong at one of two places are verified in random order, in blocks of 10,000 with tokens of"
                + " their own. Of each block the difference of the two mean times counts, without the slowest tenth; t says how many"
                + " standard errors all these differences lie from zero. What takes equally long stays below 4.5 (the idea and the"
                + " limit are dudect's). The last row is the proof that the measurement can see: a comparison that ends at the"
                + " first difference.\n\n"
                + "| what | the tag is wrong in | t | should be | is |\n|---|---|---:|---|---|\n" + rows + "\nSo "
                + verdict
                + ".\n";
    }
}
