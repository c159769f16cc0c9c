package dev.tallystick.benchmarks.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line that a figure must not cross.
 *
 * @param number of the bar in the list that a user can read; several lines may belong to one
 * @param to what it is compared with; null where the figure itself counts
 * @param limit the most that it may be; the least where {@code scaling}
 * @param scaling whether the figure is how many times as much two threads do as one
 */
public record Bar(
        int number,
        String text,
        Measure measure,
        String of,
        @Nullable String to,
        double limit,
        boolean scaling) {

    /** A bar and what a run has to say to it. */
    public record Outcome(Bar bar, @Nullable Figure value) {

        public boolean isMeasured() {
            return value != null;
        }

        public boolean isMet() {
            Figure figure = value;
            return figure != null && (bar.scaling ? figure.median() >= bar.limit : figure.median() <= bar.limit);
        }
    }

    static Bar ratio(int number, String text, String of, String to, double limit) {
        return new Bar(number, text, Measure.PROCESSOR, of, to, limit, false);
    }

    static Bar bytes(int number, String text, String of, double limit) {
        return new Bar(number, text, Measure.BYTES, of, null, limit, false);
    }

    static Bar scaling(int number, String text, String two, String one, double limit) {
        return new Bar(number, text, Measure.WALL, two, one, limit, true);
    }

    public Outcome outcome(Results results) {
        List<Double> mine = results.rounds(of, measure);
        List<Double> other = to == null ? List.of() : results.rounds(to, measure);
        if (mine.isEmpty() || (to != null && other.isEmpty())) {
            return new Outcome(this, null);
        }
        Figure figure = to == null ? Figure.of(mine) : Figure.ratio(mine, other);
        return new Outcome(this, scaling ? figure.inverse(2) : figure);
    }
}
