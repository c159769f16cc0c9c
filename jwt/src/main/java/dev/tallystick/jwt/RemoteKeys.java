package dev.tallystick.jwt;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keys from a URL. Fetched when the first token needs them, again when they are no longer fresh, and when a token names a key
 * that isn't among them; never more often than the rate limit says. When fetching fails, the last good keys serve on for a
 * while.
 *
 * <p>One request does the fetching; others go on with the keys at hand, and wait only if theirs isn't there.
 */
final class RemoteKeys implements KeySource {

    private static final System.Logger LOG = System.getLogger("dev.tallystick");

    /** How long keys are used without asking again. */
    static final Duration FRESH = Duration.ofMinutes(5);

    /** The time from the end of one attempt to the start of the next. */
    static final Duration RATE_LIMIT = Duration.ofSeconds(10);

    /** How long the last good keys serve while newer ones can't be had. */
    static final Duration OUTAGE = Duration.ofHours(1);

    /** How the last attempt went, as far as it has been logged. */
    private enum Trouble {
        NONE,
        OLD_KEYS_SERVE,
        NO_KEYS
    }

    /**
     * What came of all attempts so far.
     *
     * @param attempts how many there were
     * @param fetchedAt when these keys were fetched; null if there are none
     * @param attemptedAt when the last attempt ended; null if there was none
     */
    private record State(
            long attempts,
            KeySet keys,
            @Nullable Instant fetchedAt,
            @Nullable Instant attemptedAt,
            Trouble trouble) {}

    private final JwksEndpoint endpoint;
    private final InstantSource clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile State state = new State(0, KeySet.EMPTY, null, null, Trouble.NONE);

    RemoteKeys(JwksEndpoint endpoint, InstantSource clock) {
        this.endpoint = endpoint;
        this.clock = clock;
    }

    @Override
    public KeySet keys() {
        return usable(state, clock.instant());
    }

    private static KeySet usable(State state, Instant now) {
        Instant fetchedAt = state.fetchedAt();
        boolean usable = fetchedAt != null && Duration.between(fetchedAt, now).compareTo(OUTAGE) < 0;
        return usable ? state.keys() : KeySet.EMPTY;
    }

    @Override
    public @Nullable Runnable workFor(SignatureAlgorithm algorithm, @Nullable String keyId) {
        State seen = state;
        Instant now = clock.instant();
        boolean held = usable(seen, now).holds(algorithm, keyId);
        if (held && !isOver(seen.fetchedAt(), FRESH, now)) {
            return null;
        }
        if (fetching.isLocked()) {
            return held ? null : this::await;
        }
        if (!isOver(seen.attemptedAt(), RATE_LIMIT, now)) {
            return null;
        }
        return held ? () -> refresh(seen) : () -> fetchIfNobodyHas(seen);
    }

    /** Also if there was no such time, or somebody has set the clock back behind it. */
    private static boolean isOver(@Nullable Instant since, Duration time, Instant now) {
        if (since == null) {
            return true;
        }
        Duration age = Duration.between(since, now);
        return age.isNegative() || age.compareTo(time) >= 0;
    }

    private void await() {
        fetching.lock();
        fetching.unlock();
    }

    private void refresh(State seen) {
        if (fetching.tryLock()) {
            try {
                attemptIfStill(seen);
            } finally {
                fetching.unlock();
            }
        }
    }

    private void fetchIfNobodyHas(State seen) {
        fetching.lock();
        try {
            attemptIfStill(seen);
        } finally {
            fetching.unlock();
        }
    }

    private void attemptIfStill(State seen) {
        if (state.attempts() == seen.attempts()) {
            state = attempt(seen);
        }
    }

    private State attempt(State last) {
        Instant start = clock.instant();
        try {
            KeySet keys = KeySet.parse(endpoint.fetch());
            if (last.trouble() != Trouble.NONE) {
                LOG.log(Level.INFO, () -> "The JWK Set at " + endpoint + " can be fetched again");
            }
            if (!keys.remarks().equals(last.keys().remarks())) {
                keys.remarks().forEach(remark -> LOG.log(Level.WARNING, "JWK Set at " + endpoint + ": " + remark));
            }
            return new State(last.attempts() + 1, keys, start, clock.instant(), Trouble.NONE);
        } catch (IOException e) {
            return failed(last, e.getClass().getSimpleName() + ": " + e.getMessage());
        } catch (RuntimeException e) {
            return failed(last, String.valueOf(e.getMessage()));
        }
    }

    private State failed(State last, String why) {
        Instant now = clock.instant();
        boolean served = usable(last, now) != KeySet.EMPTY;
        Trouble trouble = served ? Trouble.OLD_KEYS_SERVE : Trouble.NO_KEYS;
        if (trouble != last.trouble()) {
            LOG.log(
                    Level.WARNING,
                    "The JWK Set at " + endpoint + " can't be fetched or used (" + why + "): "
                            + (served
                                    ? "the keys fetched before serve for " + OUTAGE.toMinutes() + " minutes at most"
                                    : "every JWT is refused")
                            + " until that works, which tokens will try again.");
        }
        return new State(last.attempts() + 1, last.keys(), last.fetchedAt(), now, trouble);
    }
}
