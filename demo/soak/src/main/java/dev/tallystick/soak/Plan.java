package dev.tallystick.soak;

import java.time.Duration;
import java.util.Properties;

/**
 * How much of it.
 *
 * @param users who are at it all the time, each with a browser of their own
 * @param duration for how long
 * @param think how long a user looks at a page, on average
 * @param rotation the time from one key to the next
 * @param sampling the time from one look at the memory to the next
 * @param config {@code tallystick.*} keys that override the bank's own
 */
record Plan(int users, Duration duration, Duration think, Duration rotation, Duration sampling, Properties config) {

    Plan {
        config = (Properties) config.clone();
    }
}
