package dev.tallystick.benchmarks;

import org.jspecify.annotations.Nullable;

/** Something that is measured. One object serves all threads, as a filter does. */
public interface Subject {

    /**
     * Makes a case ready for one thread.
     *
     * @return null where the subject has no such case: it doesn't look at these headers, say
     */
    @Nullable
    Exercise exercise(Case request);
}
