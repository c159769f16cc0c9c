package dev.tallystick.bank.identity;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts attempts by key. Each key has a bucket that takes a few drops at once and loses one after each interval; who finds it
 * full has to wait. Only so many keys are remembered, those used last. Safe for use by many threads.
 */
final class LeakyBuckets {

    private final int size;
    private final long intervalMs;
    private final int mostKeys;
    private final InstantSource clock;
    // When each bucket will be empty; those that are already count as not there.
    private final Map<String, Long> emptyAt = new LinkedHashMap<>(16, 0.75f, true);

    LeakyBuckets(int size, Duration interval, int mostKeys, InstantSource clock) {
        this.size = size;
        this.intervalMs = interval.toMillis();
        this.mostKeys = mostKeys;
        this.clock = clock;
    }

    /** Adds a drop if it fits; otherwise says how long to wait until one does. */
    synchronized Duration take(String key) {
        long now = clock.millis();
        long emptyWithIt = emptyAt(key, now) + intervalMs;
        long tooMuch = emptyWithIt - now - size * intervalMs;
        if (tooMuch > 0) {
            return Duration.ofMillis(tooMuch);
        }
        emptyAt.put(key, emptyWithIt);
        if (emptyAt.size() > mostKeys) {
            emptyAt.remove(emptyAt.keySet().iterator().next());
        }
        return Duration.ZERO;
    }

    /** Takes a drop out again. */
    synchronized void giveBack(String key) {
        long now = clock.millis();
        long emptyWithout = emptyAt(key, now) - intervalMs;
        if (emptyWithout > now) {
            emptyAt.put(key, emptyWithout);
        } else {
            emptyAt.remove(key);
        }
    }

    synchronized void empty(String key) {
        emptyAt.remove(key);
    }

    synchronized int keys() {
        return emptyAt.size();
    }

    private long emptyAt(String key, long now) {
        return Math.max(now, emptyAt.getOrDefault(key, now));
    }
}
