package dev.tallystick.bank.identity;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Checks passwords, and slows who guesses them: by user and address together, by user, and by address. An address from which
 * a user has signed in before is spared the count by user alone: others who guess can't lock the user out. What is
 * remembered is bounded. Safe for use by many threads.
 */
public final class SignIn {

    private static final int MOST_KEYS = 10_000;

    private final Passwords passwords;
    private final LeakyBuckets byUserAndAddress;
    private final LeakyBuckets byUser;
    private final LeakyBuckets byAddress;
    private final Set<String> known = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_KEYS;
        }
    }));

    /**
     * What came of an attempt.
     *
     * @param right whether the password was right
     * @param pause how long to wait before the next try; zero if this one was looked at
     */
    public record Attempt(boolean right, Duration pause) {

        /** Whether the password was not even looked at. */
        public boolean isTooSoon() {
            return !pause.isZero();
        }

        /** The wait in whole seconds, as {@code Retry-After} has it. */
        public long waitSeconds() {
            return pause.plusMillis(999).toSeconds();
        }
    }

    public SignIn(Passwords passwords, InstantSource clock) {
        this.passwords = passwords;
        this.byUserAndAddress = new LeakyBuckets(5, Duration.ofSeconds(10), MOST_KEYS, clock);
        this.byUser = new LeakyBuckets(20, Duration.ofSeconds(5), MOST_KEYS, clock);
        this.byAddress = new LeakyBuckets(50, Duration.ofSeconds(1), MOST_KEYS, clock);
    }

    /** Looks at a password, unless there were too many wrong ones lately. */
    public Attempt attempt(String user, String password, String address) {
        String name = user.length() > 40 ? user.substring(0, 40) : user;
        String pair = name + ' ' + address;
        // Paid for beforehand, so that many tries at once don't slip by.
        Duration pause = byAddress.take(address);
        if (!pause.isZero()) {
            return new Attempt(false, pause);
        }
        pause = byUserAndAddress.take(pair);
        if (!pause.isZero()) {
            return new Attempt(false, pause);
        }
        boolean stranger = !known.contains(pair);
        pause = stranger ? byUser.take(name) : Duration.ZERO;
        if (!pause.isZero()) {
            return new Attempt(false, pause);
        }
        boolean right = passwords.matches(user, password);
        if (right) {
            byAddress.giveBack(address);
            byUserAndAddress.empty(pair);
            if (stranger) {
                byUser.giveBack(name);
            }
            known.add(pair);
        }
        return new Attempt(right, Duration.ZERO);
    }
}
