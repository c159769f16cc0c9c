package dev.tallystick.benchmarks.report;

import java.util.List;
import java.util.Map;

/** Results as the page that is kept: the bars first, then every figure. */
public final class Page {

    private Page() {}

    public static String of(Results results) {
        StringBuilder page = new StringBuilder(
                        "# Performance\n\nWritten by `./bench`; nothing here is typed by hand, and ")
                .append("`./bench --render` writes it anew from `performance.json`. How it is measured stands in ")
                .append("[benchmarks](../benchmarks/README.md).\n\n| | |\n|---|---|\n");
        results.about()
                .forEach((what, value) -> page.append("| ")
                        .append(what)
                        .append(" | ")
                        .append(value)
                        .append(" |\n"));
        bars(page, results);
        profiles(page, results);
        figures(page, results);
        return page.toString();
    }

    private static void bars(StringBuilder page, Results results) {
        List<Bar.Outcome> outcomes =
                Bars.ALL.stream().map(bar -> bar.outcome(results)).toList();
        long met = outcomes.stream().filter(Bar.Outcome::isMet).count();
        page.append("\n## Bars\n\n")
                .append(met)
                .append(" of ")
                .append(outcomes.size())
                .append(" lines are met. Medians of the rounds; in brackets the least and the most of a round. ")
                .append("Ratios are of processor time, those of two threads of throughput.\n\n")
                .append("| bar | what | limit | measured | |\n|---:|---|---:|---:|---|\n");
        for (Bar.Outcome outcome : outcomes) {
            Bar bar = outcome.bar();
            Figure value = outcome.value();
            page.append("| ")
                    .append(bar.number())
                    .append(" | ")
                    .append(bar.text())
                    .append(" | ")
                    .append(bar.scaling() ? "≥ " : "≤ ")
                    .append(Figure.number(bar.limit()))
                    .append(bar.measure() == Measure.BYTES ? " B" : "")
                    .append(" | ")
                    .append(value == null ? "" : value)
                    .append(" | ")
                    .append(value == null ? "not measured" : outcome.isMet() ? "met" : "**not met**")
                    .append(" |\n");
        }
    }

    private static void profiles(StringBuilder page, Results results) {
        if (results.profiles().isEmpty()) {
            return;
        }
        page.append("\n## Where the time goes of what misses a bar\n\n")
                .append(
                        "Shares of the samples of JDK Flight Recorder that had the method on the stack, from 4 % on. What the ")
                .append("JDK does in native code (a digest's compressions) can't be sampled, and is missing.\n");
        results.profiles().forEach((name, shares) -> {
            page.append("\n`").append(name).append("`\n\n| method | share |\n|---|---:|\n");
            shares.forEach((method, share) -> page.append("| `")
                    .append(method)
                    .append("` | ")
                    .append(Math.round(share * 100))
                    .append(" % |\n"));
        });
    }

    private static void figures(StringBuilder page, Results results) {
        page.append("\n## All figures\n\n")
                .append(
                        "Virtual threads are measured on JDK 25 alone: 17 has none. The floor of a server is its mount without ")
                .append("a filter.\n\n| measured |");
        StringBuilder rule = new StringBuilder("\n|---|");
        for (Measure measure : Measure.values()) {
            page.append(' ').append(measure.text()).append(" |");
            rule.append("---:|");
        }
        page.append(" beside its floor, or none |").append(rule).append("---:|\n");
        for (Map.Entry<String, Map<Measure, List<Double>>> series :
                results.series().entrySet()) {
            page.append("| ").append(series.getKey()).append(" |");
            for (Measure measure : Measure.values()) {
                List<Double> rounds = series.getValue().getOrDefault(measure, List.of());
                page.append(' ')
                        .append(rounds.isEmpty() ? "" : Figure.of(rounds))
                        .append(" |");
            }
            List<Double> mine = results.rounds(series.getKey(), Measure.PROCESSOR);
            List<Double> floor = results.rounds(floorOf(series.getKey()), Measure.PROCESSOR);
            page.append(' ')
                    .append(mine.isEmpty() || floor.isEmpty() ? "" : Figure.ratio(mine, floor))
                    .append(" |\n");
        }
    }

    /** The same request to the floor; of a server, to the mount without a filter. */
    static String floorOf(String name) {
        return name.startsWith("jetty ") || name.startsWith("tomcat ")
                ? name.substring(0, name.lastIndexOf(' ')) + " none"
                : "floor" + name.substring(name.indexOf(' '));
    }
}
