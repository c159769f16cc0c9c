package dev.tallystick.token;

import dev.tallystick.http.Ascii;

/** A MAC key with the id that tokens name it by. Immutable; never shows its bytes. */
public final class Key {

    private static final int LEAST_BYTES = 32;
    private static final int MOST_ID = 32;

    private final String id;
    private final HmacSha256 hmac;

    private Key(String id, HmacSha256 hmac) {
        this.id = id;
        this.hmac = hmac;
    }

    /**
     * @param id 1 to 32 letters, digits, {@code -} or {@code _}; not secret, it stands in every token
     * @param bytes 32 (256 bits) or more, unpredictable
     * @throws IllegalArgumentException if the id has another form or the key is too short; the message holds neither
     */
    public static Key of(String id, SecretBytes bytes) {
        // Neither is named: who mixes the two up would read the key in a log.
        if (id.isEmpty() || id.length() > MOST_ID || !isPlain(id)) {
            throw new IllegalArgumentException("a key's id must be 1 to " + MOST_ID
                    + " letters, digits, - or _: it names the key in every token, for instance 2026a");
        }
        if (bytes.length() < LEAST_BYTES) {
            throw new IllegalArgumentException("a key of " + bytes.length() * 8 + " bits is too short, it needs "
                    + LEAST_BYTES * 8 + " or more: make one with  openssl rand 32 | basenc --base64url | tr -d =");
        }
        return new Key(id, new HmacSha256(bytes));
    }

    private static boolean isPlain(String id) {
        for (int i = 0; i < id.length(); i++) {
            int c = Ascii.toLowerCase(id.charAt(i));
            if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_')) {
                return false;
            }
        }
        return true;
    }

    public String id() {
        return id;
    }

    boolean hasId(byte[] bytes, int start, int length) {
        if (length != id.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[start + i] != id.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    HmacSha256 hmac() {
        return hmac;
    }

    @Override
    public String toString() {
        return "Key[" + id + "]";
    }
}
