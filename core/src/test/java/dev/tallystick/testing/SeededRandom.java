package dev.tallystick.testing;

import dev.tallystick.token.RandomSource;
import java.util.Random;

/** The same bytes each run. */
public final class SeededRandom implements RandomSource {

    private final Random random;

    public SeededRandom(long seed) {
        random = new Random(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        random.nextBytes(bytes);
    }
}
