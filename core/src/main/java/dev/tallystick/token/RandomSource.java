package dev.tallystick.token;

/** Where unpredictable bytes come from. Safe for use by many threads. */
@FunctionalInterface
public interface RandomSource {

    /** Fills the array. */
    void nextBytes(byte[] bytes);

    /** The platform's generators, so that threads don't wait for one another. Costs some milliseconds: made once, not each time. */
    static RandomSource system() {
        return new BlockRandom(Runtime.getRuntime().availableProcessors());
    }
}
