package dev.tallystick.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.testing.Keys;
import dev.tallystick.testing.LogCapture;
import dev.tallystick.testing.SeededRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The key ring, and that no message about a key shows one. */
class KeyRingTest {

    private static final String KEY_TEXT =
            Base64.getUrlEncoder().withoutPadding().encodeToString(Keys.bytes(32, 0xa5));

    @Test
    void isReadFromTextTheSigningKeyFirst() {
        assertThat(KeyRing.parse("2026b:" + KEY_TEXT + ", 2026a:" + KEY_TEXT + "=")
                        .ids())
                .containsExactly("2026b", "2026a");
    }

    @Test
    void takesKeysOf256BitsAndMore() {
        assertThat(Keys.key("k", 32, 1).id()).isEqualTo("k");
        assertThat(Keys.key("k", 512, 1).id()).isEqualTo("k");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16, 31})
    void refusesAShorterKeyAndSaysHowToMakeOne(int length) {
        assertThatThrownBy(() -> Keys.key("k", length, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a key of " + length * 8 + " bits is too short, it needs 256 or more: make one with"
                        + "  openssl rand 32 | basenc --base64url | tr -d =");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "ä", "a:b", "a,b", "a.b", "a23456789012345678901234567890123"})
    void refusesAnIdOfAnotherForm(String id) {
        assertThatThrownBy(() -> Keys.key(id, 32, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a key's id must be 1 to 32 letters, digits, - or _: it names the key in every token, for"
                        + " instance 2026a");
    }

    @Test
    void refusesAnIdThatStandsTwiceAndARingWithoutKeys() {
        assertThatThrownBy(() -> KeyRing.of(List.of(Keys.FIRST, Keys.SECOND, Keys.FIRST)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("key id 'first' stands twice in the key ring: give each key an id of its own");
        assertThatThrownBy(() -> KeyRing.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a key ring needs at least one key, which signs");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | key number 1 of the ring can't be read: write id:base64url",
                ",a:KEY | key number 1 of the ring can't be read: write id:base64url",
                "KEY | key number 1 of the ring can't be read: write id:base64url",
                "a:KEY, | key number 2 of the ring can't be read: write id:base64url",
                "a:KEY,b | key number 2 of the ring can't be read: write id:base64url",
                "a:KEY+ | key number 1 of the ring can't be read: write id:base64url",
                "a:x KEY | key number 1 of the ring can't be read: write id:base64url",
                "KEY:abcd | key number 1 of the ring: a key's id must be 1 to 32 letters",
                "0123456789abcdef0123456789abcdef:abcd | key number 1 of the ring: a key of 24 bits is too short",
                ":KEY | key number 1 of the ring: a key's id must be 1 to 32 letters",
            })
    void namesWhatCantBeReadByItsPlaceAndNeverShowsIt(String text, String message) {
        String ring = text.replace("KEY", KEY_TEXT);

        assertThatThrownBy(() -> KeyRing.parse(ring))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message)
                .satisfies(e -> {
                    for (Throwable t = e; t != null; t = t.getCause()) {
                        assertThat(t.getMessage())
                                .doesNotContain(KEY_TEXT)
                                .doesNotContain("0123456789abcdef")
                                .doesNotContain("abcd:");
                    }
                });
    }

    @Test
    void aRandomOneSaysOnceWhatThatMeans() {
        try (LogCapture log = LogCapture.start()) {
            assertThat(KeyRing.random(new SeededRandom(1)).ids()).hasSize(1);

            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .contains("die with this process")
                    .contains("other nodes won't know them")
                    .contains("Configure keys");
        }
    }

    @Test
    void secretBytesAreComparedByWhatTheyHold() {
        SecretBytes bytes = SecretBytes.copyOf(Keys.bytes(32, 1));

        assertThat(bytes.matches(SecretBytes.copyOf(Keys.bytes(32, 1)))).isTrue();
        assertThat(bytes.matches(SecretBytes.copyOf(Keys.bytes(31, 1)))).isFalse();
        for (int i = 0; i < 32; i++) {
            byte[] other = Keys.bytes(32, 1);
            other[i] ^= 0x40;
            assertThat(bytes.matches(SecretBytes.copyOf(other))).isFalse();
        }
    }

    @Test
    void secretBytesAreCopiedIn() {
        byte[] given = Keys.bytes(32, 1);
        SecretBytes bytes = SecretBytes.copyOf(given);
        given[0] = 9;

        assertThat(bytes.matches(SecretBytes.copyOf(Keys.bytes(32, 1)))).isTrue();
    }

    @Test
    void aRandomRingHasTheKeyThatItsSourceGave() {
        Secret secret = Secret.random(new SeededRandom(3));
        String token = tokens(KeyRing.random(new SeededRandom(1))).issue(secret, null, null);

        assertThat(verdict(KeyRing.random(new SeededRandom(1)), token, secret)).isEqualTo(Tokens.Verdict.VALID);
        assertThat(verdict(KeyRing.random(new SeededRandom(2)), token, secret)).isEqualTo(Tokens.Verdict.WRONG);
    }

    @Test
    void anIdHasEveryLetterAndDigitAndNothingBesideThem() {
        assertThat(Keys.key("azAZ09-_", 32, 1).id()).isEqualTo("azAZ09-_");
        for (String beside : List.of("`", "{", "@", "[", "/", ":", "^", ".")) {
            assertThatThrownBy(() -> Keys.key("a" + beside, 32, 1)).as(beside).hasMessageContaining("letters, digits");
        }
    }

    @Test
    void aKeyOfNothingButPaddingIsTooShort() {
        assertThatThrownBy(() -> KeyRing.parse("a:=="))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 bits");
    }

    private static Tokens tokens(KeyRing ring) {
        return new Tokens(() -> ring, new SeededRandom(4), InstantSource.system(), null);
    }

    private static Tokens.Verdict verdict(KeyRing ring, String token, Secret secret) {
        return tokens(ring).verify(Objects.requireNonNull(Tokens.parse(token)), List.of(secret), null, null);
    }
}
