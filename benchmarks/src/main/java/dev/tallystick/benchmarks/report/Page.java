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

    private static void figures(StringBuilder page, Results results) {
        page.append("\n## All figures\n\n| measured |");
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
