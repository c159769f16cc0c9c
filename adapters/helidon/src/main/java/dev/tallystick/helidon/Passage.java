package dev.tallystick.helidon;

import org.jspecify.annotations.Nullable;

/**
 * How a request came out of its decision.
 *
 * @param isOpen whether it goes on; otherwise it has been answered
 * @param taken what was kept of its body, let go at its end
 */
record Passage(boolean isOpen, @Nullable Spool taken) implements AutoCloseable {

    @Override
    public void close() {
        if (taken != null) {
            taken.close();
        }
    }
}
