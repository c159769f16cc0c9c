package dev.tallystick.fuzzing;

import java.util.Arrays;

/** What of an input can stand in a request line. */
final class Targets {

    private Targets() {}

    /** Up to the first end of a line: what follows would be header lines, and no target. */
    static void each(byte[] input, Site... sites) {
        int end = 0;
        while (end < input.length && input[end] != '\n' && input[end] != '\r') {
            end++;
        }
        if (end > 0 && end < 2000) {
            byte[] target = Arrays.copyOf(input, end);
            for (Site site : sites) {
                site.visit(target);
            }
        }
    }
}
