package dev.tallystick.bank.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts attempts by key. Each key has a bucket that takes a few drops at once and loses one after each interval; who finds it
 * full has to wait. Only so many keys are remembered, those used last. Safe for use by many threads.
 */
final class LeakyBuckets {

    private record Level(double drops, Instant at) {}

    private final int size;
    private final Duration interval;
    private final int mostKeys;
    private final InstantSource clock;
    private final Map<String, Level> levels = new LinkedHashMap<>(16, 0.75f, true);

    LeakyBuckets(int size, Duration interval, int mostKeys, InstantSource clock) {
        this.size = size;
        this.interval = interval;
        this.mostKeys = mostKeys;
        this.clock = clock;
    }

    /** Adds a drop if it fits; otherwise says how long to wait until one does. */
    synchronized Duration take(String key) {
        Instant now = clock.instant();
        double drops = drops(key, now);
        if (drops > size - 1) {
            return Duration.ofMillis((long) Math.ceil((drops - (size - 1)) * interval.toMillis()));
        }
        levels.put(key, new Level(drops + 1, now));
        if (levels.size() > mostKeys) {
            levels.remove(levels.keySet().iterator().next());
        }
        return Duration.ZERO;
    }

    /** Takes a drop out again. */
    synchronized void giveBack(String key) {
        Instant now = clock.instant();
        double drops = drops(key, now) - 1;
        if (drops > 0) {
            levels.put(key, new Level(drops, now));
        } else {
            levels.remove(key);
        }
    }

    synchronized void empty(String key) {
        levels.remove(key);
    }

    synchronized int keys() {
        return levels.size();
    }

    private double drops(String key, Instant now) {
        Level level = levels.get(key);
        if (level == null) {
            return 0;
        }
        double leaked = (double) Duration.between(level.at, now).toMillis() / interval.toMillis();
        return Math.max(0, level.drops - Math.max(0, leaked));
    }
}
