package dev.tallystick.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.testing.Keys;
import dev.tallystick.testing.MutableClock;
import dev.tallystick.testing.SeededRandom;
import dev.tallystick.token.Tokens.Verdict;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token holds for the secret, session, action and key that it was made for, and for as long as was said. */
class TokenBindingTest {

    private static final String PAY = Tokens.action("POST", "/pay");

    private final SeededRandom random = new SeededRandom(11);
    private final MutableClock clock = new MutableClock();
    private final Secret secret = Secret.random(random);
    private final Secret other = Secret.random(random);
    private final Tokens tokens = tokens(Keys.RING, null);

    @Test
    void verifiesWhereItWasMadeFor() {
        assertThat(verify(tokens.issue(secret, null, null), secret, null, null)).isEqualTo(Verdict.VALID);
        assertThat(verify(tokens.issue(secret, "s", null), secret, "s", null)).isEqualTo(Verdict.VALID);
        assertThat(verify(tokens.issue(secret, "s", PAY), secret, "s", PAY)).isEqualTo(Verdict.VALID);
    }

    @Test
    void holdsForEveryActionUnlessItWasMadeForOne() {
        assertThat(verify(tokens.issue(secret, "s", null), secret, "s", PAY)).isEqualTo(Verdict.VALID);
    }

    @Test
    void isWrongWithAnotherSecret() {
        assertThat(verify(tokens.issue(secret, "s", null), other, "s", null)).isEqualTo(Verdict.WRONG);
    }

    @Test
    void isWrongInAnotherSession() {
        List<@Nullable String> sessions = new ArrayList<>(List.of("", "s", "S", "s ", "ss", "\u0000", "s\u0000", "-1"));
        sessions.add(null);
        for (String made : sessions) {
            String token = tokens.issue(secret, made, null);
            for (String asked : sessions) {
                assertThat(verify(token, secret, asked, null))
                        .as("made for '%s', used in '%s'", made, asked)
                        .isEqualTo(Objects.equals(made, asked) ? Verdict.VALID : Verdict.WRONG);
            }
        }
    }

    @Test
    void isWrongForAnotherAction() {
        String token = tokens.issue(secret, "s", PAY);
        for (String action : List.of(
                Tokens.action("PUT", "/pay"),
                Tokens.action("post", "/pay"),
                Tokens.action("POST", "/pay/"),
                Tokens.action("POST", "/Pay"),
                Tokens.action("POST", "/"),
                "")) {
            assertThat(verify(token, secret, "s", action)).as(action).isEqualTo(Verdict.WRONG);
        }
        assertThat(verify(token, secret, "s", null)).as("no action").isEqualTo(Verdict.WRONG);
    }

    @Test
    void noTwoActionsShareAText() {
        assertThat(Tokens.action("POST /x", "/y")).isNotEqualTo(Tokens.action("POST", "/x /y"));
        assertThat(Tokens.action("", "POST /x")).isNotEqualTo(Tokens.action("POST", "/x"));
    }

    @Test
    void textShiftedFromOnePartToAnotherNeverPasses() {
        List<String> texts =
                List.of("", "a", "ab", "b", "\u0000\u0000\u0000\u0001a", "a\u0000\u0000\u0000\u0001b", "\uffff");
        for (String madeSession : texts) {
            for (String madeAction : texts) {
                String token = tokens.issue(secret, madeSession, madeAction);
                for (String session : texts) {
                    for (String action : texts) {
                        boolean same = madeSession.equals(session) && madeAction.equals(action);
                        assertThat(verify(token, secret, session, action) == Verdict.VALID)
                                .as("%s|%s as %s|%s", madeSession, madeAction, session, action)
                                .isEqualTo(same);
                    }
                }
            }
        }
    }

    @Test
    void onePlainTokenNeverPassesForOneOfAnAction() {
        byte plain = 1;
        byte action = 3;
        for (String session : new String[] {null, "", "s"}) {
            String asAction = relabelled(tokens.issue(secret, session, null), action);
            String asPlain = relabelled(tokens.issue(secret, session, PAY), plain);

            assertThat(verify(asAction, secret, session, PAY)).isEqualTo(Verdict.WRONG);
            assertThat(verify(asAction, secret, session, "")).isEqualTo(Verdict.WRONG);
            assertThat(verify(asPlain, secret, session, null)).isEqualTo(Verdict.WRONG);
            assertThat(verify(asPlain, secret, session, PAY)).isEqualTo(Verdict.WRONG);
        }
    }

    @Test
    void anEmptyActionIsAnActionAndNotNone() {
        String token = tokens.issue(secret, "s", "");

        assertThat(Objects.requireNonNull(Tokens.parse(token)).isForAction()).isTrue();
        assertThat(verify(token, secret, "s", "")).isEqualTo(Verdict.VALID);
        assertThat(verify(token, secret, "s", null)).isEqualTo(Verdict.WRONG);
    }

    @Test
    void triesEverySecretThatTheBrowserSent() {
        String token = tokens.issue(secret, "s", null);
        Tokens.Parsed parsed = Objects.requireNonNull(Tokens.parse(token));

        assertThat(tokens.verify(parsed, List.of(other, secret, other), "s", null))
                .isEqualTo(Verdict.VALID);
        assertThat(tokens.verify(parsed, List.of(other, other), "s", null)).isEqualTo(Verdict.WRONG);
        assertThat(tokens.verify(parsed, List.of(), "s", null)).isEqualTo(Verdict.WRONG);
    }

    @Test
    void rotationKeepsTheRetiredKeyForVerifyingAndSignsWithTheFirst() {
        String old = tokens.issue(secret, "s", null);
        Tokens rotated = tokens(KeyRing.of(List.of(Keys.SECOND, Keys.FIRST)), null);
        String fresh = rotated.issue(secret, "s", null);

        assertThat(verify(rotated, old, secret, "s", null)).isEqualTo(Verdict.VALID);
        assertThat(verify(rotated, fresh, secret, "s", null)).isEqualTo(Verdict.VALID);
        assertThat(verify(tokens, fresh, secret, "s", null)).isEqualTo(Verdict.UNKNOWN_KEY);
    }

    @Test
    void aKeyThatIsGoneIsUnknown() {
        String token = tokens.issue(secret, "s", null);

        assertThat(verify(tokens(Keys.OTHER_RING, null), token, secret, "s", null))
                .isEqualTo(Verdict.UNKNOWN_KEY);
    }

    @Test
    void anotherKeyOfTheSameIdIsWrong() {
        String token = tokens.issue(secret, "s", null);
        KeyRing sameId = KeyRing.of(List.of(Keys.key("first", 32, 9)));

        assertThat(verify(tokens(sameId, null), token, secret, "s", null)).isEqualTo(Verdict.WRONG);
    }

    @Test
    void keysCanBeReplacedWhileItRuns() {
        KeyRing[] ring = {Keys.RING};
        Tokens living = new Tokens(() -> ring[0], random, clock, null);
        String token = living.issue(secret, "s", null);
        ring[0] = Keys.OTHER_RING;

        assertThat(verify(living, token, secret, "s", null)).isEqualTo(Verdict.UNKNOWN_KEY);
        assertThat(verify(living, living.issue(secret, "s", null), secret, "s", null))
                .isEqualTo(Verdict.VALID);
    }

    @Test
    void holdsUpToItsMaximumAgeAndNotAMillisecondLonger() {
        Tokens dated = tokens(Keys.RING, Duration.ofMinutes(10));
        for (String action : new String[] {null, PAY}) {
            String token = dated.issue(secret, "s", action);
            clock.advance(Duration.ofMinutes(10));
            assertThat(verify(dated, token, secret, "s", action))
                    .as("at the age")
                    .isEqualTo(Verdict.VALID);
            clock.advance(Duration.ofMillis(1));
            assertThat(verify(dated, token, secret, "s", action)).as("past it").isEqualTo(Verdict.EXPIRED);
        }
    }

    @Test
    void holdsUpToAMinuteBeforeItWasMadeSinceClocksOfNodesDiffer() {
        Tokens dated = tokens(Keys.RING, Duration.ofMinutes(10));
        clock.advance(Duration.ofMinutes(1));
        String token = dated.issue(secret, "s", null);
        clock.advance(Duration.ofMinutes(-1));
        assertThat(verify(dated, token, secret, "s", null)).as("a minute ahead").isEqualTo(Verdict.VALID);
        clock.advance(Duration.ofMillis(-1));
        assertThat(verify(dated, token, secret, "s", null)).as("more than that").isEqualTo(Verdict.EXPIRED);
    }

    @Test
    void anUndatedTokenIsRefusedWhereAnAgeCounts() {
        String undated = tokens.issue(secret, "s", null);

        assertThat(verify(tokens(Keys.RING, Duration.ofDays(1000)), undated, secret, "s", null))
                .isEqualTo(Verdict.EXPIRED);
    }

    @Test
    void anUndatedTokenIsRefusedThereEvenIfItsNonceReadsAsADate() {
        Tokens undated = new Tokens(
                () -> Keys.RING,
                bytes -> ByteBuffer.wrap(bytes).putLong(clock.millis()).putLong(clock.millis()),
                clock,
                null);

        assertThat(verify(
                        tokens(Keys.RING, Duration.ofMinutes(10)), undated.issue(secret, "s", null), secret, "s", null))
                .isEqualTo(Verdict.EXPIRED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.001S", "P36500D"})
    void takesTheShortestAndTheLongestAge(String age) {
        Tokens dated = tokens(Keys.RING, Duration.parse(age));

        assertThat(verify(dated, dated.issue(secret, "s", null), secret, "s", null))
                .isEqualTo(Verdict.VALID);
    }

    @Test
    void aDateBeyondAllReckoningIsNoFreshOne() {
        for (long date : new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 1, Long.MAX_VALUE}) {
            String token = new Tokens(() -> Keys.RING, random, () -> Instant.ofEpochMilli(date), Duration.ofMinutes(10))
                    .issue(secret, "s", null);

            assertThat(verify(tokens(Keys.RING, Duration.ofMinutes(10)), token, secret, "s", null))
                    .as("%s", date)
                    .isEqualTo(Verdict.EXPIRED);
        }
    }

    @Test
    void aDatedTokenHoldsWhereNoAgeCountsAnyMore() {
        String token = tokens(Keys.RING, Duration.ofMinutes(10)).issue(secret, "s", null);
        clock.advance(Duration.ofDays(1));

        assertThat(verify(token, secret, "s", null)).isEqualTo(Verdict.VALID);
    }

    @Test
    void aWrongTokenIsWrongHoweverOld() {
        Tokens dated = tokens(Keys.RING, Duration.ofMinutes(10));
        String token = dated.issue(secret, "s", null);
        clock.advance(Duration.ofHours(1));

        assertThat(verify(dated, token, other, "s", null))
                .as("a stranger's token says nothing of its age")
                .isEqualTo(Verdict.WRONG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0009S", "P36501D", "PT2562047788015215H"})
    void refusesAnAgeThatIsNone(String age) {
        assertThatThrownBy(() -> tokens(Keys.RING, Duration.parse(age)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("max-age " + Duration.parse(age))
                .hasMessageContaining("for instance PT12H; leave it out for none");
    }

    private static String relabelled(String token, byte kind) {
        byte[] bytes = Base64.getUrlDecoder().decode(token);
        bytes[0] = kind;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private Tokens tokens(KeyRing keys, @Nullable Duration maxAge) {
        return new Tokens(() -> keys, random, clock, maxAge);
    }

    private Verdict verify(String token, Secret sent, @Nullable String session, @Nullable String action) {
        return verify(tokens, token, sent, session, action);
    }

    private static Verdict verify(
            Tokens tokens, String token, Secret sent, @Nullable String session, @Nullable String action) {
        return tokens.verify(Objects.requireNonNull(Tokens.parse(token)), List.of(sent), session, action);
    }
}
