package dev.tallystick.testing;

import dev.tallystick.token.Key;
import dev.tallystick.token.KeyRing;
import dev.tallystick.token.SecretBytes;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Keys that are nobody's secret. */
public final class Keys {

    public static final Key FIRST = key("first", 32, 1);
    public static final Key SECOND = key("second", 32, 2);
    public static final KeyRing RING = KeyRing.of(List.of(FIRST));
    public static final KeyRing OTHER_RING = KeyRing.of(List.of(SECOND));

    /** The first, as configuration spells it. */
    public static final String TEXT = "first:" + Base64.getUrlEncoder().encodeToString(bytes(32, 1));

    private Keys() {}

    public static Key key(String id, int length, int filling) {
        return Key.of(id, SecretBytes.copyOf(bytes(length, filling)));
    }

    public static byte[] bytes(int length, int filling) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) filling);
        return bytes;
    }
}
