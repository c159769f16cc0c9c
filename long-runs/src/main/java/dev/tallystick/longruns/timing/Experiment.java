package dev.tallystick.longruns.timing;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Measures how long a predicate takes for two kinds of input, which take turns at random (O. Reparaz, J. Balasch, I.
 * Verbauwhede, "Dude, is my code constant time?", 2017). Every block has inputs of its own, and counts as one difference of
 * means: where inputs happen to lie in memory makes a difference too, but another one in each block.
 */
final class Experiment {

    /** How far from zero, in standard errors, the differences of what takes equally long stay. */
    static final double SAME = 4.5;

    private static final int BLOCK = 10_000;
    private static final int WARM_UP_BLOCKS = 20;

    /** Interruptions make a long tail that says nothing: it is cropped, for both kinds at the same time. */
    private static final double KEPT = 0.9;

    private final Random random;

    Experiment(long seed) {
        random = new Random(seed);
    }

    /**
     * @param copy makes what is tested of an input, so that both kinds come from the same memory
     * @param one makes inputs of one kind
     * @param other makes as many of the other kind
     * @return Student's t of the blocks' differences, positive if the first kind takes longer
     */
    <T> double compare(Predicate<T> tested, UnaryOperator<T> copy, Supplier<T[]> one, Supplier<T[]> other, int blocks) {
        double[] differences = new double[blocks];
        for (int block = -WARM_UP_BLOCKS; block < blocks; block++) {
            boolean oneFirst = random.nextBoolean();
            T[] first = oneFirst ? one.get() : other.get();
            T[] second = oneFirst ? other.get() : one.get();
            double difference = difference(tested, copy, first, second);
            if (block >= 0) {
                differences[block] = oneFirst ? difference : -difference;
            }
        }
        return t(differences);
    }

    private <T> double difference(Predicate<T> tested, UnaryOperator<T> copy, T[] one, T[] other) {
        long[] times = new long[BLOCK];
        boolean[] kinds = new boolean[BLOCK];
        int accepted = 0;
        for (int i = 0; i < BLOCK; i++) {
            kinds[i] = random.nextBoolean();
            T input = copy.apply((kinds[i] ? one : other)[random.nextInt(one.length)]);
            long start = System.nanoTime();
            accepted += tested.test(input) ? 1 : 0;
            times[i] = System.nanoTime() - start;
        }
        if (accepted > BLOCK) {
            throw new IllegalStateException("never; but so the compiler can't leave the test out");
        }
        return difference(times, kinds);
    }

    /** The mean of the times of one kind less that of the other, both cropped. */
    static double difference(long[] times, boolean[] kinds) {
        long[] sorted = times.clone();
        Arrays.sort(sorted);
        long most = sorted[(int) (KEPT * (sorted.length - 1))];
        double[] sums = new double[2];
        int[] counts = new int[2];
        for (int i = 0; i < times.length; i++) {
            if (times[i] <= most) {
                sums[kinds[i] ? 0 : 1] += times[i];
                counts[kinds[i] ? 0 : 1]++;
            }
        }
        return sums[0] / counts[0] - sums[1] / counts[1];
    }

    /** How many standard errors the mean lies from zero. */
    static double t(double... differences) {
        double mean = Arrays.stream(differences).average().orElseThrow();
        double squares = Arrays.stream(differences)
                .map(difference -> (difference - mean) * (difference - mean))
                .sum();
        double error = Math.sqrt(squares / (differences.length - 1) / differences.length);
        return mean / error;
    }
}
