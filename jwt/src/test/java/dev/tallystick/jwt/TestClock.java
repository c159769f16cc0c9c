package dev.tallystick.jwt;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Stands still until it is told otherwise. */
final class TestClock implements InstantSource {

    private volatile Instant now = Issuer.NOW;

    @Override
    public Instant instant() {
        return now;
    }

    void advance(Duration by) {
        now = now.plus(by);
    }

    void set(Instant instant) {
        now = instant;
    }
}
