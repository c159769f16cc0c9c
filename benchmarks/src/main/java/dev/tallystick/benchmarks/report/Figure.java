package dev.tallystick.benchmarks.report;

import java.util.List;
import java.util.Locale;

/** A median with the least and the most of the rounds it comes from. */
public record Figure(double median, double least, double most) {

    /**
     * @throws IllegalArgumentException if there is no round
     */
    public static Figure of(List<Double> rounds) {
        if (rounds.isEmpty()) {
            throw new IllegalArgumentException("no round, so no median");
        }
        List<Double> sorted = rounds.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Figure(median, sorted.get(0), sorted.get(sorted.size() - 1));
    }

    /** The ratio of the medians; its spread is that of the ratios round by round, since a round's neighbours share its weather. */
    public static Figure ratio(List<Double> of, List<Double> to) {
        Figure rounds = of(java.util.stream.IntStream.range(0, Math.min(of.size(), to.size()))
                .mapToObj(i -> of.get(i) / to.get(i))
                .toList());
        double median = of(of).median() / of(to).median();
        return new Figure(median, Math.min(median, rounds.least()), Math.max(median, rounds.most()));
    }

    Figure times(double factor) {
        return new Figure(median * factor, least * factor, most * factor);
    }

    /** Two over it, so that what was least is most. */
    Figure inverse(double factor) {
        return new Figure(factor / median, factor / most, factor / least);
    }

    /** With as many digits as say something. */
    @Override
    public String toString() {
        return number(median) + " (" + number(least) + "–" + number(most) + ")";
    }

    static String number(double value) {
        double size = Math.abs(value);
        String form = size >= 100 || size == 0 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, form, value);
    }
}
