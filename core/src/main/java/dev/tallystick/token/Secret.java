package dev.tallystick.token;

import org.jspecify.annotations.Nullable;

/**
 * What a browser or a session keeps and a page never shows: 144 random bits. Its text, 24 characters of base64url, has
 * exactly one spelling.
 */
public final class Secret {

    static final int LENGTH = 18;
    private static final int TEXT_LENGTH = 24;

    private final SecretBytes bytes;
    private final String text;

    private Secret(SecretBytes bytes, String text) {
        this.bytes = bytes;
        this.text = text;
    }

    /** A new one. */
    public static Secret random(RandomSource random) {
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        return new Secret(SecretBytes.copyOf(bytes), Base64Url.encode(bytes));
    }

    /** The secret of this text; null if it isn't well-formed. */
    static @Nullable Secret parse(String text) {
        if (text.length() != TEXT_LENGTH) {
            return null;
        }
        byte[] bytes = Base64Url.decode(text);
        return bytes == null ? null : new Secret(SecretBytes.copyOf(bytes), text);
    }

    SecretBytes bytes() {
        return bytes;
    }

    /** For the cookie or the session that keeps it, and nowhere else. */
    String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "Secret";
    }
}
