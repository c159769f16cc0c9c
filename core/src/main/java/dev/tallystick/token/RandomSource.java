package dev.tallystick.token;

import java.security.SecureRandom;

/** Where unpredictable bytes come from. Safe for use by many threads. */
@FunctionalInterface
public interface RandomSource {

    /** Fills the array. */
    void nextBytes(byte[] bytes);

    /** The platform's generator. */
    static RandomSource system() {
        SecureRandom random = new SecureRandom();
        return random::nextBytes;
    }
}
