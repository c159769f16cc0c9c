package dev.tallystick.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.testing.Keys;
import dev.tallystick.testing.MutableClock;
import dev.tallystick.testing.SeededRandom;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Security providers whose digests can't be cloned, some hardware ones say, make the same tokens. */
class UncloneableDigestTest {

    @Test
    void makesAndVerifiesTheSameTokens() throws GeneralSecurityException {
        Secret secret = Secret.random(new SeededRandom(1));
        String cloning = tokens(100).issue(secret, "s", "action");
        Security.insertProviderAt(new Uncloneable(), 1);
        try {
            assertThat(MessageDigest.getInstance("SHA-256").getProvider().getName())
                    .isEqualTo("Uncloneable");
            Tokens tokens = tokens(100);

            assertThat(tokens.issue(secret, "s", "action")).isEqualTo(cloning);
            assertThat(verify(tokens, cloning, secret, "s")).isEqualTo(Tokens.Verdict.VALID);
            assertThat(verify(tokens, cloning, secret, "t")).isEqualTo(Tokens.Verdict.WRONG);
        } finally {
            Security.removeProvider("Uncloneable");
        }
        assertThat(verify(tokens(100), cloning, secret, "s")).isEqualTo(Tokens.Verdict.VALID);
    }

    private static Tokens.Verdict verify(Tokens tokens, String token, Secret secret, String session) {
        return tokens.verify(Objects.requireNonNull(Tokens.parse(token)), List.of(secret), session, "action");
    }

    private static Tokens tokens(int keyLength) {
        KeyRing keys = KeyRing.of(List.of(Keys.key("k", keyLength, 3)));
        return new Tokens(() -> keys, new SeededRandom(2), new MutableClock(), null);
    }

    @SuppressWarnings("serial")
    private static final class Uncloneable extends Provider {

        Uncloneable() {
            super("Uncloneable", "1", "SHA-256 that can't be cloned");
            put("MessageDigest.SHA-256", Digest.class.getName());
        }
    }

    /** Made by the provider, so public. */
    public static final class Digest extends MessageDigestSpi {

        private final MessageDigest digest;

        public Digest() throws GeneralSecurityException {
            digest = MessageDigest.getInstance("SHA-256", "SUN");
        }

        @Override
        protected void engineUpdate(byte input) {
            digest.update(input);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            digest.update(input, offset, length);
        }

        @Override
        protected byte[] engineDigest() {
            return digest.digest();
        }

        @Override
        protected void engineReset() {
            digest.reset();
        }
    }
}
