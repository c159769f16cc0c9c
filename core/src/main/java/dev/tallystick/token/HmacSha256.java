package dev.tallystick.token;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * HMAC-SHA256 (RFC 2104) with one key, for many threads without a lock: the digests that have taken in the padded key are
 * cloned for each message, which saves two of four compressions.
 */
final class HmacSha256 {

    static final int LENGTH = 32;
    private static final int BLOCK = 64;

    private final byte[] key;
    private final @Nullable MessageDigest inner;
    private final @Nullable MessageDigest outer;

    HmacSha256(SecretBytes key) {
        this.key = key.copy();
        MessageDigest keyedInner = keyed((byte) 0x36);
        MessageDigest keyedOuter = keyed((byte) 0x5c);
        boolean cloneable = copy(keyedInner) != null && copy(keyedOuter) != null;
        this.inner = cloneable ? keyedInner : null;
        this.outer = cloneable ? keyedOuter : null;
    }

    /**
     * Replaces the beginning of a message by the MAC over the whole of it.
     *
     * @param message at least {@link #LENGTH} bytes
     */
    void replace(byte[] message) {
        MessageDigest first = copy(inner);
        MessageDigest second = copy(outer);
        try {
            if (first == null || second == null) {
                byMac(message);
                return;
            }
            first.update(message);
            first.digest(message, 0, LENGTH);
            second.update(message, 0, LENGTH);
            second.digest(message, 0, LENGTH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java platform has no HmacSHA256, which every platform must have", e);
        }
    }

    private MessageDigest keyed(byte padding) {
        MessageDigest digest = sha256();
        byte[] block = Arrays.copyOf(key.length > BLOCK ? sha256().digest(key) : key, BLOCK);
        for (int i = 0; i < BLOCK; i++) {
            block[i] ^= padding;
        }
        digest.update(block);
        return digest;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java platform has no SHA-256, which every platform must have", e);
        }
    }

    private static @Nullable MessageDigest copy(@Nullable MessageDigest digest) {
        if (digest == null) {
            return null;
        }
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            return null;
        }
    }

    /** For security providers whose digests can't be cloned. */
    private void byMac(byte[] message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        mac.update(message);
        mac.doFinal(message, 0);
    }
}
