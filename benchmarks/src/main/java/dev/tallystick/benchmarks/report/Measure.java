package dev.tallystick.benchmarks.report;

/** What is known of a request; all of them are better when they are less, but for the rate. */
public enum Measure {
    /** Processor time of the whole process for one request, in nanoseconds. */
    PROCESSOR("processor ns"),
    /** Time on the wall for one request of one thread, in nanoseconds. */
    WALL("wall ns"),
    /** Bytes allocated for one request. */
    BYTES("bytes"),
    /** Of a whole server, as the client saw them, in microseconds. */
    LATENCY_50("median µs"),
    LATENCY_99("99 % µs"),
    /** Requests a second of a whole server. */
    RATE("requests/s");

    private final String text;

    Measure(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
