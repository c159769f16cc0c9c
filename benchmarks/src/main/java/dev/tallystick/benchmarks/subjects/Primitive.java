package dev.tallystick.benchmarks.subjects;

import dev.tallystick.benchmarks.Case;
import dev.tallystick.benchmarks.Exercise;
import dev.tallystick.benchmarks.Subject;
import dev.tallystick.token.RandomSource;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.Callable;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** What every token is made of, each by itself: an HMAC over 67 bytes, base64 of 52, and 16 random bytes. */
enum Primitive implements Subject {
    HMAC_MAC_REUSED {
        @Override
        Callable<Object> made() throws GeneralSecurityException {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
            return () -> mac.doFinal(MESSAGE);
        }
    },
    HMAC_TWO_DIGESTS_CLONED {
        @Override
        Callable<Object> made() throws GeneralSecurityException {
            MessageDigest inner = keyed();
            MessageDigest outer = keyed();
            return () -> {
                MessageDigest first = (MessageDigest) inner.clone();
                MessageDigest second = (MessageDigest) outer.clone();
                return second.digest(first.digest(MESSAGE));
            };
        }
    },
    HMAC_ONE_DIGEST_CLONED {
        @Override
        Callable<Object> made() throws GeneralSecurityException {
            MessageDigest inner = keyed();
            return () -> {
                MessageDigest digest = (MessageDigest) inner.clone();
                byte[] hash = digest.digest(MESSAGE);
                digest.update(BLOCK);
                return digest.digest(hash);
            };
        }
    },
    BASE64_ENCODE {
        @Override
        Callable<Object> made() {
            Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
            return () -> encoder.encodeToString(TOKEN);
        }
    },
    BASE64_DECODE {
        @Override
        Callable<Object> made() {
            Base64.Decoder decoder = Base64.getUrlDecoder();
            byte[] text = Base64.getUrlEncoder().withoutPadding().encode(TOKEN);
            return () -> decoder.decode(text);
        }
    },
    RANDOM_NATIVE {
        @Override
        Callable<Object> made() {
            return bytesOf(new SecureRandom()::nextBytes);
        }
    },
    RANDOM_DRBG {
        @Override
        Callable<Object> made() throws GeneralSecurityException {
            return bytesOf(SecureRandom.getInstance("DRBG")::nextBytes);
        }
    },
    RANDOM_TALLYSTICK {
        @Override
        Callable<Object> made() {
            return bytesOf(RandomSource.system());
        }
    };

    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BLOCK = new byte[64];
    private static final byte[] MESSAGE = new byte[67];
    private static final byte[] TOKEN = new byte[52];

    /** What is done each time; used by one thread. */
    abstract Callable<Object> made() throws GeneralSecurityException;

    private static MessageDigest keyed() throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(BLOCK);
        return digest;
    }

    private static Callable<Object> bytesOf(RandomSource random) {
        return () -> {
            byte[] nonce = new byte[16];
            random.nextBytes(nonce);
            return nonce;
        };
    }

    @Override
    public @Nullable Exercise exercise(Case request) {
        if (request != Case.BARE) {
            return null;
        }
        try {
            Callable<Object> made = made();
            return new Exercise() {
                @Override
                public Object run() throws Exception {
                    return made.call();
                }

                @Override
                public void verify() throws Exception {
                    made.call();
                }
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this platform has no " + this, e);
        }
    }

    /** As the tables call it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
