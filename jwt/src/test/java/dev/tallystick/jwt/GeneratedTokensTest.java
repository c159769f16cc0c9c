package dev.tallystick.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import dev.tallystick.Decision;
import dev.tallystick.Protection;
import dev.tallystick.Reason;
import dev.tallystick.Rule;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * What holds for any token, tried on many. A failure names the seed of its case, to be tried again alone with {@code
 * -Dtallystick.generated.seed=SEED -Dtallystick.generated.cases=1}.
 */
class GeneratedTokensTest {

    private static final long FIRST_SEED = Long.getLong("tallystick.generated.seed", 1);
    private static final int MANY = Integer.getInteger("tallystick.generated.cases", 500);

    /** The same key ids as the known ones', and other keys. */
    private static final List<Issuer> STRANGERS =
            List.of(Issuer.rsa("rsa-1", 2048), Issuer.ec("ec-1", Curve.P_256), Issuer.ed("ed-1"));

    private static final List<Issuer> KNOWN = List.of(Issuer.RSA, Issuer.EC, Issuer.ED);
    private static final List<String> METHODS = List.of("GET", "POST", "OPTIONS", "FOO", "");

    private static final Protection PHONES = JwtClaimProtection.builder()
            .issuer(Issuer.NAME)
            .audience(Issuer.AUDIENCE)
            .jwks(Issuer.keysOf(Issuer.RSA, Issuer.EC, Issuer.ED))
            .require("mobile", true)
            .clock(new TestClock())
            .build();

    @Test
    void everyTokenOfAKnownKeyIsLetIn() {
        tried(random -> assertThat(decision(random, pick(random, KNOWN).token()).isAllowed())
                .isTrue());
    }

    @Test
    void noTokenOfAnotherKeyIsLetInWhateverItIsCalled() {
        tried(random -> {
            Issuer stranger = pick(random, STRANGERS);
            Issuer pretended = pick(random, KNOWN);
            String token =
                    stranger.sign(random.nextBoolean() ? pretended.header() : stranger.header(), Issuer.claims());

            assertThat(decision(random, token).isAllowed()).isFalse();
        });
    }

    @Test
    void noSignatureHoldsForOtherWords() {
        tried(random -> {
            Issuer issuer = pick(random, KNOWN);
            List<String> parts = List.of(issuer.token().split("\\."));
            String other = issuer.token(Issuer.claims("sub", "\"eve" + random.nextInt() + "\""));
            List<String> others = List.of(other.split("\\."));
            String token = parts.get(0) + "." + others.get(1) + "." + parts.get(2);

            assertThat(decision(random, token).reason()).isEqualTo(Reason.INVALID_JWT);
        });
    }

    @Test
    void noTokenWithAnotherCharacterIsLetIn() {
        tried(random -> {
            StringBuilder token = new StringBuilder(pick(random, KNOWN).token());
            int at = random.nextInt(token.length());
            char other =
                    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=. ".charAt(random.nextInt(67));
            token.setCharAt(at, token.charAt(at) == other ? '!' : other);

            assertThat(decision(random, token.toString()).isAllowed()).isFalse();
        });
    }

    @Test
    void aSecondLineNeverTurnsADenialIntoAnAllowance() {
        tried(random -> {
            String denied = pick(
                    random,
                    List.of(
                            "Bearer",
                            "Basic YTpi",
                            "",
                            "Bearer x.y.z",
                            "Bearer " + STRANGERS.get(1).token()));
            String genuine = "Bearer " + pick(random, KNOWN).token();
            TestRequest request = TestRequest.get().method(pick(random, METHODS));
            TestRequest both = random.nextBoolean()
                    ? request.with("Authorization", denied).with("authorization", genuine)
                    : request.with("authorization", genuine).with("Authorization", denied);

            assertThat(Decisions.of(PHONES, both).reason()).isEqualTo(Reason.MALFORMED_JWT);
        });
    }

    @Test
    void theSameTokenGetsTheSameDecision() {
        tried(random -> {
            Issuer issuer = pick(random, random.nextBoolean() ? KNOWN : STRANGERS);
            String claims = random.nextBoolean()
                    ? Issuer.claims()
                    : Issuer.claimsWithout(pick(random, List.of("iss", "aud", "exp", "mobile", "sub")));
            String token = issuer.token(claims);

            assertThat(decision(random, token))
                    .hasToString(decision(random, token).toString());
        });
    }

    /** Whatever the method: this door knows no safe ones. */
    private static Decision decision(Random random, String token) {
        Decision decision = Decisions.of(PHONES, TestRequest.bearing(token).method(pick(random, METHODS)));
        assertThat(decision.rule()).isEqualTo(Rule.JWT);
        return decision;
    }

    private static void tried(Consumer<Random> property) {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + MANY; seed++) {
            try {
                // Neighbouring seeds make a Random begin alike.
                property.accept(new Random(seed * 0x9E3779B97F4A7C15L));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "the case of -Dtallystick.generated.seed=" + seed + " failed: " + e.getMessage(), e);
            }
        }
    }

    private static <T> T pick(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
