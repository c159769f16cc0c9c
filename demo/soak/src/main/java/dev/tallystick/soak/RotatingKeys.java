package dev.tallystick.soak;

import dev.tallystick.token.Key;
import dev.tallystick.token.KeyRing;
import dev.tallystick.token.RandomSource;
import dev.tallystick.token.SecretBytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/** Keys that are replaced while the bank is open; those before the last few are gone for good. */
final class RotatingKeys implements Supplier<KeyRing> {

    /** The key that signs, and those before it: a page is open for no longer than they last. */
    private static final int KEPT = 4;

    private final Deque<Key> keys = new ArrayDeque<>();
    private int made;
    private volatile KeyRing ring;

    RotatingKeys() {
        ring = next();
    }

    private synchronized KeyRing next() {
        byte[] octets = new byte[32];
        RandomSource.system().nextBytes(octets);
        keys.addFirst(Key.of("k" + ++made, SecretBytes.copyOf(octets)));
        if (keys.size() > KEPT) {
            keys.removeLast();
        }
        return KeyRing.of(List.copyOf(keys));
    }

    void rotate() {
        ring = next();
    }

    /** How many keys there have been. */
    synchronized int made() {
        return made;
    }

    @Override
    public KeyRing get() {
        return ring;
    }
}
