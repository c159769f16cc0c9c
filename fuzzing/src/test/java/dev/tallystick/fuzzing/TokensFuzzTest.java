package dev.tallystick.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tallystick.token.Key;
import dev.tallystick.token.KeyRing;
import dev.tallystick.token.RandomSource;
import dev.tallystick.token.Secret;
import dev.tallystick.token.SecretBytes;
import dev.tallystick.token.Tokens;
import dev.tallystick.token.Tokens.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** The token decoder and the check of tokens: of all texts, those that were issued verify, and no other. */
class TokensFuzzTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final String SESSION = "session-1";
    private static final String ACTION = Tokens.action("POST", "/transfer");
    private static final KeyRing KEYS = KeyRing.of(List.of(key("2026b", 7), key("k", 9)));
    private static final RandomSource COUNTING = bytes -> {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 37 + 11);
        }
    };
    private static final Secret SECRET = Secret.random(COUNTING);
    private static final Tokens PLAIN = new Tokens(() -> KEYS, COUNTING, () -> NOW, null);
    private static final Tokens DATED = new Tokens(() -> KEYS, COUNTING, () -> NOW, Duration.ofHours(1));
    private static final List<String> ISSUED = List.of(
            PLAIN.issue(SECRET, SESSION, null),
            PLAIN.issue(SECRET, SESSION, ACTION),
            DATED.issue(SECRET, SESSION, null),
            DATED.issue(SECRET, SESSION, ACTION));
    private static final Set<String> GOOD = Set.copyOf(ISSUED);

    static Stream<byte[]> issued() {
        return ISSUED.stream().map(token -> token.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    @MethodSource("issued")
    @FuzzTest
    void tokens(byte[] input) {
        String text = Property.text(input);
        check(text);
        // A text of its own gets nowhere near a token, so the input is also what is done to a good one.
        for (String token : ISSUED) {
            check(mutated(token, input));
        }
    }

    private static void check(String text) {
        Tokens.Parsed parsed = Tokens.parse(text);
        if (parsed == null) {
            Property.holds(!GOOD.contains(text), () -> "what was issued is well-formed: " + text);
            return;
        }
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        Property.same(
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), text, () -> "a token has one spelling");
        boolean dated = bytes[0] == 2 || bytes[0] == 4;
        Property.same(bytes.length, 2 + bytes[1] + (dated ? 8 : 0) + 16 + 32, () -> "a token is as long as its parts");
        Verdict verdict = PLAIN.verify(parsed, List.of(SECRET), SESSION, ACTION);
        Property.same(verdict == Verdict.VALID, GOOD.contains(text), () -> "only what was issued verifies: " + text);
        Property.same(
                DATED.verify(parsed, List.of(SECRET), SESSION, ACTION) == Verdict.VALID,
                GOOD.contains(text) && dated,
                () -> "where an age counts, only what is dated verifies: " + text);
        Property.holds(
                PLAIN.verify(parsed, List.of(), SESSION, ACTION) != Verdict.VALID,
                () -> "nothing verifies without a secret: " + text);
        Property.holds(
                PLAIN.verify(parsed, List.of(SECRET), null, ACTION) != Verdict.VALID,
                () -> "nothing verifies outside its session: " + text);
    }

    /** Pairs of octets: a place, and what is put there instead. */
    private static String mutated(String token, byte[] input) {
        StringBuilder mutated = new StringBuilder(token);
        for (int i = 0; i + 1 < input.length; i += 2) {
            int place = (input[i] & 0xff) % mutated.length();
            mutated.setCharAt(place, (char) (input[i + 1] & 0xff));
        }
        return mutated.toString();
    }

    private static Key key(String id, int seed) {
        byte[] bytes = new byte[32];
        java.util.Arrays.fill(bytes, (byte) seed);
        return Key.of(id, SecretBytes.copyOf(bytes));
    }
}
