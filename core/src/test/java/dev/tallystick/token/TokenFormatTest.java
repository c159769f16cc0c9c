package dev.tallystick.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.testing.Keys;
import dev.tallystick.testing.MutableClock;
import dev.tallystick.testing.SeededRandom;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The documented format, written down a second time with the JDK's own HMAC; and one spelling for each token. */
class TokenFormatTest {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private final MutableClock clock = new MutableClock();
    private final byte[] secretBytes = Keys.bytes(18, 7);
    private final Secret secret = Secret.random(bytes -> Arrays.fill(bytes, (byte) 7));

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"-, -", "'', -", "-, ''", "'', ''", "session, -", "-, 4 POST /pay", "s, ä"})
    void isWhatTheDocumentedFormatSays(@Nullable String session, @Nullable String action) {
        for (Duration maxAge : new Duration[] {null, Duration.ofHours(1)}) {
            String token = tokens(Keys.RING, maxAge).issue(secret, session, action);

            byte[] bytes = Base64.getUrlDecoder().decode(token);
            assertThat(token).isEqualTo(format(bytes, Keys.bytes(32, 1), maxAge != null, session, action));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u007f",
                "\u0080",
                "z\u00e9",
                "\u65e5\u672c",
                "\ud83d\ude00",
                "a\ud83d",
                "\ude00b",
                "\ud83d\u00e9"
            })
    void takesTheOctetsOfUtf8WhateverTheCharacters(String session) {
        String token = tokens(Keys.RING, null).issue(secret, session, session);

        byte[] bytes = Base64.getUrlDecoder().decode(token);
        assertThat(token).isEqualTo(format(bytes, Keys.bytes(32, 1), false, session, session));
    }

    @Test
    void isMadeWithTheHmacOfTheJdkWhateverTheLengthsOfKeyAndMessage() {
        Random random = new Random(1);
        for (int keyLength = 32; keyLength <= 200; keyLength++) {
            byte[] key = new byte[keyLength];
            random.nextBytes(key);
            Tokens tokens = tokens(KeyRing.of(List.of(Key.of("k", SecretBytes.copyOf(key)))), null);
            for (int length : new int[] {0, 1, random.nextInt(64), 64 + random.nextInt(300), 5000}) {
                String session = "x".repeat(length);
                String token = tokens.issue(secret, session, null);
                byte[] bytes = Base64.getUrlDecoder().decode(token);

                assertThat(token).as("%d, %d", keyLength, length).isEqualTo(format(bytes, key, false, session, null));
            }
        }
    }

    @Test
    void drawsANewNonceForEachRendering() {
        Tokens tokens = tokens(Keys.RING, null);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            assertThat(seen.add(tokens.issue(secret, null, null))).isTrue();
        }
    }

    @Test
    void neverVerifiesWithABitFlipped() {
        for (Duration maxAge : new Duration[] {null, Duration.ofHours(1)}) {
            Tokens tokens = tokens(Keys.RING, maxAge);
            for (String action : new String[] {null, Tokens.action("POST", "/pay")}) {
                byte[] bytes = Base64.getUrlDecoder().decode(tokens.issue(secret, "s", action));
                for (int bit = 0; bit < bytes.length * 8; bit++) {
                    byte[] flipped = bytes.clone();
                    flipped[bit / 8] ^= (byte) (1 << bit % 8);
                    assertThat(holds(tokens, encode(flipped), action))
                            .as("bit %d", bit)
                            .isFalse();
                }
            }
        }
    }

    @Test
    void neverVerifiesWithACharacterReplacedAddedOrLost() {
        Tokens tokens = tokens(Keys.RING, null);
        // Ids of several lengths leave 0, 1 and 2 bytes over, so that the last character has spare bits.
        for (String id : List.of("k", "kk", "kkk")) {
            Tokens issuer = tokens(KeyRing.of(List.of(Keys.key(id, 32, 1))), null);
            String token = issuer.issue(secret, "s", null);
            assertThat(holds(issuer, token, null)).isTrue();
            assertThat(holds(tokens, token, null)).isFalse();
            for (int at = 0; at < token.length(); at++) {
                String before = token.substring(0, at);
                String after = token.substring(at + 1);
                for (char c : (ALPHABET + "+/= \t\n.%\u00e4\u2028").toCharArray()) {
                    if (c != token.charAt(at)) {
                        assertThat(holds(issuer, before + c + after, null)).isFalse();
                    }
                    assertThat(holds(issuer, before + c + token.substring(at), null))
                            .isFalse();
                }
                assertThat(holds(issuer, before + after, null)).isFalse();
                assertThat(holds(issuer, before, null)).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s=",
                "%s==",
                " %s",
                "%s ",
                "%s\n",
                "\t%s",
                "\"%s\"",
                "%sA",
                "A%s",
                "%s%s",
                "%s,%s",
                "%s\u0000",
                "\u0080%s",
                "%s\u0080"
            })
    void hasOneSpelling(String spelling) {
        String token = tokens(Keys.RING, null).issue(secret, null, null);

        assertThat(Tokens.parse(token)).isNotNull();
        assertThat(Tokens.parse(spelling.replace("%s", token))).isNull();
    }

    @Test
    void refusesTheAlphabetOfPlainBase64AndSpareBits() {
        for (String id : List.of("k", "kk", "kkk")) {
            Tokens tokens = tokens(KeyRing.of(List.of(Keys.key(id, 32, 1))), null);
            for (int i = 0; i < 50; i++) {
                String token = tokens.issue(secret, null, null);
                String plain = token.replace('-', '+').replace('_', '/');
                if (!plain.equals(token)) {
                    assertThat(Tokens.parse(plain)).isNull();
                }
                byte[] bytes = Base64.getUrlDecoder().decode(token);
                int last = ALPHABET.indexOf(token.charAt(token.length() - 1));
                for (int other = 0; other < 64; other++) {
                    String respelled = token.substring(0, token.length() - 1) + ALPHABET.charAt(other);
                    boolean sameBytes = other != last
                            && Arrays.equals(bytes, Base64.getUrlDecoder().decode(respelled));
                    if (sameBytes) {
                        assertThat(Tokens.parse(respelled)).as("spare bits").isNull();
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "A",
                "AAAA",
                "not-a-token",
                "null",
                "\u00e4",
                "AQFrAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            })
    void refusesWhatIsTooShortOrOfNoKind(String text) {
        Tokens.Parsed parsed = Tokens.parse(text);
        assertThat(parsed == null || !holds(tokens(Keys.RING, null), text, null))
                .isTrue();
    }

    @Test
    void refusesEveryKindAndLengthThatIsntItsOwn() {
        Random random = new Random(3);
        for (int length = 0; length < 120; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            for (int kind = -1; kind < 8 && length > 1; kind++) {
                bytes[0] = (byte) kind;
                for (int idLength : new int[] {-128, -1, 0, 1, 32, 127}) {
                    bytes[1] = (byte) idLength;
                    boolean dated = kind == 2 || kind == 4;
                    boolean fits =
                            kind >= 1 && kind <= 4 && idLength >= 1 && length == 2 + idLength + (dated ? 8 : 0) + 48;
                    assertThat(Tokens.parse(encode(bytes)) != null)
                            .as("length %d, kind %d, id %d", length, kind, idLength)
                            .isEqualTo(fits);
                }
            }
        }
    }

    @Test
    void costsNothingToRefuseWhenItIsLong() {
        assertThat(Tokens.parse("A".repeat(1_000_000))).isNull();
    }

    @Test
    void showsNothingSecretAsText() {
        Tokens tokens = tokens(Keys.RING, null);
        String token = tokens.issue(secret, "s", null);

        assertThat(String.valueOf(Tokens.parse(token))).isEqualTo("Parsed[key=first]");
        assertThat(secret).hasToString("Secret");
        assertThat(SecretBytes.copyOf(secretBytes)).hasToString("SecretBytes[18 bytes]");
        assertThat(Keys.FIRST).hasToString("Key[first]");
        assertThat(Keys.RING).hasToString("KeyRing[first]");
    }

    private boolean holds(Tokens tokens, String token, @Nullable String action) {
        Tokens.Parsed parsed = Tokens.parse(token);
        return parsed != null && tokens.verify(parsed, List.of(secret), "s", action) == Tokens.Verdict.VALID;
    }

    private Tokens tokens(KeyRing keys, @Nullable Duration maxAge) {
        return new Tokens(() -> keys, new SeededRandom(5), clock, maxAge);
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The token that has this one's key id and nonce, put together as the documentation of {@link Tokens} says. */
    private String format(byte[] token, byte[] key, boolean dated, @Nullable String session, @Nullable String action) {
        try {
            int kind = (action == null ? 1 : 3) + (dated ? 1 : 0);
            int idLength = token[1];
            byte[] nonce = Arrays.copyOfRange(token, token.length - 48, token.length - 32);
            ByteArrayOutputStream tagged = new ByteArrayOutputStream();
            DataOutputStream message = new DataOutputStream(tagged);
            message.writeByte(kind);
            part(message, secretBytes);
            part(message, session == null ? null : session.getBytes(StandardCharsets.UTF_8));
            part(message, action == null ? null : action.getBytes(StandardCharsets.UTF_8));
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            DataOutputStream result = new DataOutputStream(written);
            result.writeByte(kind);
            result.writeByte(idLength);
            result.write(token, 2, idLength);
            if (dated) {
                message.writeLong(clock.millis());
                result.writeLong(clock.millis());
            }
            message.write(nonce);
            result.write(nonce);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            result.write(mac.doFinal(tagged.toByteArray()));
            return encode(written.toByteArray());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void part(DataOutputStream message, byte @Nullable [] part) throws IOException {
        message.writeInt(part == null ? -1 : part.length);
        message.write(part == null ? new byte[0] : part);
    }
}
