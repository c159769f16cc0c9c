package dev.tallystick.benchmarks;

import java.util.List;

/**
 * One measurement: what, under which request, where.
 *
 * @param jdk the feature release
 */
public record Cell(String subject, Case request, int jdk, int threads, Kind kind) {

    /** The threads that requests come on. */
    public enum Kind {
        PLATFORM,
        /** The same, on virtual threads that live as long. */
        VIRTUAL,
        /** A virtual thread for each request, as servers do it. */
        EACH_VIRTUAL
    }

    /** Its name in the results, as the bars know it. */
    public String name() {
        return subject + " " + request + " jdk" + jdk + (threads == 1 ? "" : " threads" + threads)
                + switch (kind) {
                    case PLATFORM -> "";
                    case VIRTUAL -> " virtual";
                    case EACH_VIRTUAL -> " each-virtual";
                };
    }

    static Cell of(String subject, Case request) {
        return new Cell(subject, request, 17, 1, Kind.PLATFORM);
    }

    static List<Cell> of(String subject, Case... requests) {
        return List.of(requests).stream().map(request -> of(subject, request)).toList();
    }

    Cell on(int newer, Kind other) {
        return new Cell(subject, request, newer, threads, other);
    }

    Cell with(int more) {
        return new Cell(subject, request, jdk, more, kind);
    }
}
