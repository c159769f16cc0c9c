package dev.tallystick.token;

import org.jspecify.annotations.Nullable;

/**
 * What a browser or a session keeps and a page never shows: 144 random bits. Its text, 24 characters of base64url, has
 * exactly one spelling.
 */
public final class Secret {

    static final int LENGTH = 18;
    private static final int TEXT_LENGTH = 24;

    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A new one. */
    public static Secret random(RandomSource random) {
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        return new Secret(bytes.clone());
    }

    /** The secret that stands in a text from {@code start} to before {@code end}; null if it isn't well-formed. */
    static @Nullable Secret parse(String text, int start, int end) {
        if (end - start != TEXT_LENGTH) {
            return null;
        }
        byte[] bytes = new byte[LENGTH];
        return Base64Url.decode(text, start, end, bytes, 0) ? new Secret(bytes) : null;
    }

    void copyTo(byte[] target, int at) {
        System.arraycopy(bytes, 0, target, at, LENGTH);
    }

    /** For the cookie or the session that keeps it, and nowhere else. */
    String reveal() {
        return Base64Url.encode(bytes);
    }

    @Override
    public String toString() {
        return "Secret";
    }
}
