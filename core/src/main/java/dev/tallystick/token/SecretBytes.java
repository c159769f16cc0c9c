package dev.tallystick.token;

/**
 * Bytes that nobody may see: copied in, never printed, compared in a time that depends on the length alone. Immutable.
 */
public final class SecretBytes {

    private final byte[] bytes;

    private SecretBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy of the bytes. */
    public static SecretBytes copyOf(byte[] bytes) {
        return new SecretBytes(bytes.clone());
    }

    public int length() {
        return bytes.length;
    }

    byte[] copy() {
        return bytes.clone();
    }

    /** Whether the ranges hold the same bytes, in a time that doesn't depend on where they differ. */
    static boolean equal(byte[] a, int aStart, byte[] b, int bStart, int length) {
        int difference = 0;
        for (int i = 0; i < length; i++) {
            difference |= a[aStart + i] ^ b[bStart + i];
        }
        return difference == 0;
    }

    /** Whether both hold the same bytes, in a time that depends on their lengths alone. */
    public boolean matches(SecretBytes other) {
        return other.bytes.length == bytes.length && equal(bytes, 0, other.bytes, 0, bytes.length);
    }

    @Override
    public String toString() {
        return "SecretBytes[" + bytes.length + " bytes]";
    }
}
