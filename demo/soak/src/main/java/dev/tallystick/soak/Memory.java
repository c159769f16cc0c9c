package dev.tallystick.soak;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The heap after a collection, looked at again and again. For one thread until it is over. */
final class Memory {

    /** Before this part of the run is over, caches fill and classes are loaded. */
    private static final double WARMING_UP = 0.4;

    private static final double MOST_GROWTH = 0.05;
    private static final long LEAST_GROWTH = 4L * 1024 * 1024;

    /** A look: octets in use so long after the start. */
    record Sample(double seconds, long octets) {}

    private final List<Sample> samples = new ArrayList<>();

    void sample(Duration sinceStart) {
        System.gc();
        long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        add(new Sample(sinceStart.toMillis() / 1000.0, used));
    }

    void add(Sample sample) {
        samples.add(sample);
    }

    List<Sample> samples() {
        return Collections.unmodifiableList(samples);
    }

    private List<Sample> warm() {
        return samples.subList((int) (samples.size() * WARMING_UP), samples.size());
    }

    long mean() {
        return (long) warm().stream().mapToLong(Sample::octets).average().orElse(0);
    }

    /**
     * How much it grows in a minute, in octets: the median of the slopes between any two looks (Theil and Sen), which one look at a bad
     * moment doesn't move.
     */
    double slope() {
        List<Sample> warm = warm();
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < warm.size(); i++) {
            for (int j = i + 1; j < warm.size(); j++) {
                Sample from = warm.get(i);
                Sample to = warm.get(j);
                slopes.add((to.octets() - from.octets()) / (to.seconds() - from.seconds()) * 60);
            }
        }
        Collections.sort(slopes);
        return slopes.isEmpty() ? 0 : slopes.get(slopes.size() / 2);
    }

    /** Whether what it grows over the time looked at is no more than noise. */
    boolean isFlat() {
        List<Sample> warm = warm();
        if (warm.size() < 3) {
            return true;
        }
        double minutes = (warm.get(warm.size() - 1).seconds() - warm.get(0).seconds()) / 60;
        return slope() * minutes <= Math.max(MOST_GROWTH * mean(), LEAST_GROWTH);
    }
}
