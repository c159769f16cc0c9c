package dev.tallystick.testing;

import java.util.Random;
import java.util.function.Consumer;

/**
 * Tries a property on many generated cases. Each case has a seed of its own, and a failure names it: to try that case again,
 * and it alone, {@code -Dtallystick.generated.seed=SEED -Dtallystick.generated.cases=1}. More cases than the ordinary run
 * has: {@code -Dtallystick.generated.cases=100000}.
 */
public final class Cases {

    private static final long FIRST_SEED = Long.getLong("tallystick.generated.seed", 1);
    private static final int MANY = Integer.getInteger("tallystick.generated.cases", 2000);

    private Cases() {}

    /** Tries the property; what it is told of a case comes from the case's seed alone. */
    public static void tried(Consumer<Random> property) {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + MANY; seed++) {
            // Neighbouring seeds make a Random begin alike.
            Random random = new Random(seed * 0x9E3779B97F4A7C15L);
            try {
                property.accept(random);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "the case of -Dtallystick.generated.seed=" + seed + " failed: " + e.getMessage(), e);
            }
        }
    }

    /** Whether this is no repetition of a single case. */
    public static boolean areMany() {
        return MANY >= 1000;
    }

    /** Fails if so few cases were of the kind that a property is about that it says nothing; a single case may be of none. */
    public static void enough(String what, int seen) {
        if (areMany() && seen < MANY / 50) {
            throw new AssertionError("only " + seen + " of " + MANY + " cases: " + what);
        }
    }
}
