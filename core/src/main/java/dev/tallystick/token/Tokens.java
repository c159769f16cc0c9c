package dev.tallystick.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Issues and verifies CSRF tokens (OWASP CSRF Prevention Cheat Sheet, "Signed Double-Submit Cookie"). Safe for use by many
 * threads.
 *
 * <pre>
 * token = base64url( kind | length of key id | key id | [time of issue] | nonce | tag )
 * tag   = HMAC-SHA256( key, kind | secret | session | action | [time of issue] | nonce )
 * </pre>
 *
 * <p>Under the tag every variable part stands behind its length, four octets, -1 for a part that is absent; so no two inputs
 * share an encoding. The kind tells a plain token from one for an action, and a dated one from an undated; it is the label
 * under the tag, and one kind never passes for another. The time of issue is eight octets, milliseconds since 1970; the
 * nonce is 16 random octets, drawn for each rendering, so that nothing secret repeats in a body (BREACH).
 */
public final class Tokens {

    /** Whether a token holds. */
    public enum Verdict {
        VALID,
        /** The key it names is not in the ring. */
        UNKNOWN_KEY,
        /** Ours, but too old, undated where an age counts, or from the future. */
        EXPIRED,
        /** Of another secret, session or action, or made up. */
        WRONG
    }

    /** A token whose form is right; nothing else is known of it yet. */
    public static final class Parsed {

        private final byte[] bytes;

        private Parsed(byte[] bytes) {
            this.bytes = bytes;
        }

        /** Whether it says that it was made for one action. */
        public boolean isForAction() {
            return bytes[0] == ACTION || bytes[0] == DATED_ACTION;
        }

        private boolean isDated() {
            return isDatedKind(bytes[0]);
        }

        @Override
        public String toString() {
            return "Parsed[key=" + new String(bytes, 2, bytes[1], StandardCharsets.ISO_8859_1) + "]";
        }
    }

    private static final byte PLAIN = 1;
    private static final byte DATED = 2;
    private static final byte ACTION = 3;
    private static final byte DATED_ACTION = 4;

    private static final int NONCE = 16;
    private static final int TIME = 8;
    private static final int LEAST = 2 + 1 + NONCE + HmacSha256.LENGTH;
    private static final int MOST_CHARACTERS = (2 + 32 + TIME + NONCE + HmacSha256.LENGTH + 2) / 3 * 4;
    private static final long SKEW_MILLIS = 60_000;
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final Supplier<KeyRing> keys;
    private final RandomSource random;
    private final InstantSource clock;
    private final long maxAgeMillis;

    /**
     * @param keys asked for each token, so that a ring can be replaced while the application runs
     * @param maxAge how long a token holds; null for as long as its secret, session and key do. Tokens are dated only where
     *     there is one
     * @throws IllegalArgumentException if the age is less than a millisecond, or longer than can be reckoned
     */
    public Tokens(Supplier<KeyRing> keys, RandomSource random, InstantSource clock, @Nullable Duration maxAge) {
        this.keys = keys;
        this.random = random;
        this.clock = clock;
        this.maxAgeMillis = maxAge == null ? 0 : millis(maxAge);
    }

    private static long millis(Duration maxAge) {
        if (maxAge.compareTo(Duration.ofMillis(1)) < 0 || maxAge.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("max-age " + maxAge + " must be from a millisecond to " + LONGEST
                    + ", for instance PT12H; leave it out for none");
        }
        return maxAge.toMillis();
    }

    /**
     * A new token; no two are alike.
     *
     * @param session what stands for the login session; null if there is none
     * @param action as {@link #action} makes it; null for a token that holds for every action
     */
    public String issue(Secret secret, @Nullable String session, @Nullable String action) {
        Key key = keys.get().signing();
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        boolean dated = maxAgeMillis > 0;
        int idLength = key.id().length();
        byte[] token = new byte[2 + idLength + (dated ? TIME : 0) + NONCE + HmacSha256.LENGTH];
        token[0] = action == null ? dated ? DATED : PLAIN : dated ? DATED_ACTION : ACTION;
        token[1] = (byte) idLength;
        int at = putAscii(token, 2, key.id());
        if (dated) {
            at = putLong(token, at, clock.millis());
        }
        System.arraycopy(nonce, 0, token, at, NONCE);
        System.arraycopy(tagged(key, token, session, action, secret), 0, token, at + NONCE, HmacSha256.LENGTH);
        return Base64Url.encode(token);
    }

    /** The token of this text; null if its form is wrong. Costs no cryptography and no exception. */
    public static @Nullable Parsed parse(String text) {
        if (text.length() > MOST_CHARACTERS) {
            return null;
        }
        byte[] bytes = Base64Url.decode(text);
        if (bytes == null || bytes.length < LEAST || bytes[0] < PLAIN || bytes[0] > DATED_ACTION) {
            return null;
        }
        int idLength = bytes[1];
        int expected = 2 + idLength + (isDatedKind(bytes[0]) ? TIME : 0) + NONCE + HmacSha256.LENGTH;
        return idLength < 1 || bytes.length != expected ? null : new Parsed(bytes);
    }

    /**
     * Whether a token was issued for one of these secrets, this session and this action.
     *
     * @param secrets all that the browser sent
     * @param action what the request does; counts only for a token that {@link Parsed#isForAction()}
     */
    public Verdict verify(Parsed token, List<Secret> secrets, @Nullable String session, @Nullable String action) {
        Key key = keys.get().find(token.bytes, 2, token.bytes[1]);
        if (key == null) {
            return Verdict.UNKNOWN_KEY;
        }
        if (token.isForAction() && action == null) {
            return Verdict.WRONG;
        }
        String boundAction = token.isForAction() ? action : null;
        int tagStart = token.bytes.length - HmacSha256.LENGTH;
        boolean found = false;
        for (int i = 0; i < secrets.size() && !found; i++) {
            byte[] tagged = tagged(key, token.bytes, session, boundAction, secrets.get(i));
            found = SecretBytes.equal(tagged, 0, token.bytes, tagStart, HmacSha256.LENGTH);
        }
        if (!found) {
            return Verdict.WRONG;
        }
        return maxAgeMillis > 0 && !isFresh(token) ? Verdict.EXPIRED : Verdict.VALID;
    }

    /** What a token for one action is bound to; no two pairs share a text, whatever an override calls a method. */
    public static String action(String method, String path) {
        return method.length() + " " + method + ' ' + path;
    }

    private boolean isFresh(Parsed token) {
        if (!token.isDated()) {
            return false;
        }
        long issued = ByteBuffer.wrap(token.bytes).getLong(2 + token.bytes[1]);
        long now = clock.millis();
        // Nothing is taken from the token's own date: far enough in the past, that would overflow.
        return issued <= now + SKEW_MILLIS && issued >= now - maxAgeMillis;
    }

    /** Begins with the tag of a token of which all but the tag is there. */
    private static byte[] tagged(
            Key key, byte[] token, @Nullable String session, @Nullable String action, Secret secret) {
        int fromTime = 2 + token[1];
        int timeAndNonce = token.length - HmacSha256.LENGTH - fromTime;
        int sessionLength = length(session);
        int actionLength = length(action);
        byte[] message = new byte
                [1 + 3 * 4 + Secret.LENGTH + Math.max(0, sessionLength) + Math.max(0, actionLength) + timeAndNonce];
        message[0] = token[0];
        int at = putLength(message, 1, Secret.LENGTH);
        secret.copyTo(message, at);
        at = put(message, at + Secret.LENGTH, session, sessionLength);
        at = put(message, at, action, actionLength);
        System.arraycopy(token, fromTime, message, at, timeAndNonce);
        key.hmac().replace(message);
        return message;
    }

    private static boolean isDatedKind(byte kind) {
        return kind == DATED || kind == DATED_ACTION;
    }

    /** How many octets a part is in UTF-8; -1 for one that is absent. */
    private static int length(@Nullable String part) {
        return part == null ? -1 : isAscii(part) ? part.length() : part.getBytes(StandardCharsets.UTF_8).length;
    }

    private static int put(byte[] message, int at, @Nullable String part, int length) {
        int start = putLength(message, at, length);
        if (part == null) {
            return start;
        }
        if (length == part.length()) {
            return putAscii(message, start, part);
        }
        System.arraycopy(part.getBytes(StandardCharsets.UTF_8), 0, message, start, length);
        return start + length;
    }

    // Ids of sessions and keys are ASCII, and need no array of their own. What else is one octet for each character in
    // UTF-8 is
    // half of a surrogate pair, which it replaces by a question mark.
    private static int putAscii(byte[] message, int at, String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            message[at + i] = (byte) (c < 0x80 ? c : '?');
        }
        return at + length;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static int putLong(byte[] message, int at, long value) {
        return putLength(message, putLength(message, at, (int) (value >> 32)), (int) value);
    }

    private static int putLength(byte[] message, int at, int length) {
        message[at] = (byte) (length >> 24);
        message[at + 1] = (byte) (length >> 16);
        message[at + 2] = (byte) (length >> 8);
        message[at + 3] = (byte) length;
        return at + 4;
    }
}
