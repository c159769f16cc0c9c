package dev.tallystick.token;

/** Where unpredictable bytes come from. Safe for use by many threads. */
@FunctionalInterface
public interface RandomSource {

    /** Fills the array. */
    void nextBytes(byte[] bytes);

    /** The platform's generators, the same for all who ask; threads don't wait for one another. */
    static RandomSource system() {
        return BlockRandom.Shared.INSTANCE;
    }
}
