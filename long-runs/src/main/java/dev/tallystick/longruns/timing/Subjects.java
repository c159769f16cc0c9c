package dev.tallystick.longruns.timing;

import dev.tallystick.token.Key;
import dev.tallystick.token.KeyRing;
import dev.tallystick.token.RandomSource;
import dev.tallystick.token.Secret;
import dev.tallystick.token.SecretBytes;
import dev.tallystick.token.Tokens;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;

/**
 * The verification of a token, a comparison that gives its secret away, and inputs for both. Every input is made from a token
 * of its own, so that texts of both kinds are equally random: what decoding costs then says nothing.
 */
final class Subjects {

    /** A token as a client sends it, and the tag that it should have had. */
    record Sent(String token, byte[] rightTag) {

        Sent copy() {
            return new Sent(new String(token.toCharArray()), rightTag.clone());
        }
    }

    private static final int TAG = 32;
    private static final int VARIANTS = 256;

    private final Tokens tokens;
    private final Secret secret;
    private final Random random;

    Subjects(long seed) {
        random = new Random(seed);
        RandomSource bytes = random::nextBytes;
        byte[] key = new byte[32];
        random.nextBytes(key);
        KeyRing ring = KeyRing.of(List.of(Key.of("key", SecretBytes.copyOf(key))));
        tokens = new Tokens(() -> ring, bytes, InstantSource.system(), null);
        secret = Secret.random(bytes);
    }

    /** The whole verification: the cookie's secret against the token. */
    Predicate<Sent> verification() {
        List<Secret> secrets = List.of(secret);
        return sent -> tokens.verify(Objects.requireNonNull(Tokens.parse(sent.token())), secrets, "session", null)
                == Tokens.Verdict.VALID;
    }

    /** What the measurement must be able to see: a comparison that ends at the first difference. */
    static Predicate<Sent> leak() {
        return sent -> {
            byte[] bytes = Base64.getUrlDecoder().decode(sent.token());
            for (int i = 0; i < TAG; i++) {
                if (bytes[bytes.length - TAG + i] != sent.rightTag()[i]) {
                    return false;
                }
            }
            return true;
        };
    }

    /** Tokens whose tag is wrong in one byte. */
    Sent[] wrongAt(int index) {
        return sent((tag, i) -> i == index ? (byte) (tag ^ 1 + random.nextInt(255)) : tag);
    }

    /** Tokens whose tag has nothing to do with the right one. */
    Sent[] unrelated() {
        return sent((tag, i) -> (byte) random.nextInt(256));
    }

    /** Tokens with nothing wrong. */
    Sent[] genuine() {
        return sent((tag, i) -> tag);
    }

    private interface Change {
        byte of(byte tag, int index);
    }

    private Sent[] sent(Change change) {
        Sent[] all = new Sent[VARIANTS];
        for (int i = 0; i < VARIANTS; i++) {
            byte[] bytes = Base64.getUrlDecoder().decode(tokens.issue(secret, "session", null));
            int start = bytes.length - TAG;
            byte[] right = Arrays.copyOfRange(bytes, start, bytes.length);
            for (int at = 0; at < TAG; at++) {
                bytes[start + at] = change.of(right[at], at);
            }
            all[i] = new Sent(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), right);
        }
        return all;
    }
}
