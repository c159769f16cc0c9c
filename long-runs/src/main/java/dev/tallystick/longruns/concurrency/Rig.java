package dev.tallystick.longruns.concurrency;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Decision;
import dev.tallystick.Guard;
import dev.tallystick.Need;
import dev.tallystick.Outcome;
import dev.tallystick.token.Key;
import dev.tallystick.token.KeyRing;
import dev.tallystick.token.RandomSource;
import dev.tallystick.token.Secret;
import dev.tallystick.token.SecretBytes;
import dev.tallystick.token.Tokens;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** What the races share: keys, secrets, and a guard that keeps its secret in the session. */
final class Rig {

    /** Quick, since the platform's generator would be a lock between the actors. */
    static final RandomSource RANDOM = bytes -> ThreadLocalRandom.current().nextBytes(bytes);

    static final Key OLD_KEY = key("old", 1);
    static final Key NEW_KEY = key("new", 2);
    static final KeyRing OLD = KeyRing.of(List.of(OLD_KEY));
    static final KeyRing OLD_SIGNS = KeyRing.of(List.of(OLD_KEY, NEW_KEY));
    static final KeyRing NEW_SIGNS = KeyRing.of(List.of(NEW_KEY, OLD_KEY));
    static final KeyRing NEW = KeyRing.of(List.of(NEW_KEY));

    static final Secret SECRET = Secret.random(RANDOM);
    static final Secret OTHER_SECRET = Secret.random(RANDOM);
    static final Tokens.Parsed OLD_TOKEN = parsed(tokens(() -> OLD).issue(SECRET, "session", null));

    /** Its secret and the session stand in the session. */
    static final Guard SESSION_GUARD = Guard.builder(CsrfProtection.builder(OLD)
                    .baseUrl("https://bank.example")
                    .secretInSession()
                    .random(RANDOM)
                    .build())
            .build();

    private Rig() {}

    static Key key(String id, int filling) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) filling);
        return Key.of(id, SecretBytes.copyOf(bytes));
    }

    static Tokens tokens(Supplier<KeyRing> keys) {
        return new Tokens(keys, RANDOM, InstantSource.system(), null);
    }

    static Tokens.Parsed parsed(String token) {
        return Objects.requireNonNull(Tokens.parse(token));
    }

    static Tokens.Verdict verdict(Tokens tokens, Tokens.Parsed token, Secret secret) {
        return tokens.verify(token, List.of(secret), "session", null);
    }

    /** What a page of this session shows. */
    static String render(SharedSession session) {
        return render(new SessionOfRequest(session));
    }

    static String render(SessionOfRequest session) {
        StressRequest page = new StressRequest("GET", session, null);
        Decision decision = decided(SESSION_GUARD.check(page));
        return Objects.requireNonNull(SESSION_GUARD.begin(page, new StressResponse(), decision))
                .value();
    }

    /** Whether a form of this site with this token is let in. */
    static boolean isLetIn(SharedSession session, String token) {
        return decided(SESSION_GUARD.check(new StressRequest("POST", new SessionOfRequest(session), token)))
                .isAllowed();
    }

    private static Decision decided(Outcome outcome) {
        if (outcome instanceof Need) {
            throw new IllegalStateException("everything is at hand: " + outcome);
        }
        return (Decision) outcome;
    }
}
