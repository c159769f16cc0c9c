package dev.tallystick.soak;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** What the users have seen. Safe for use by many threads. */
final class Counts {

    private static final int MOST_EXAMPLES = 20;

    final LongAdder requests = new LongAdder();
    final LongAdder signIns = new LongAdder();
    final LongAdder slowed = new LongAdder();
    final LongAdder payments = new LongAdder();
    final LongAdder scriptPayments = new LongAdder();
    final LongAdder signOuts = new LongAdder();
    final LongAdder wronglyRefused = new LongAdder();
    final LongAdder broken = new LongAdder();
    final LongAdder forged = new LongAdder();
    final Map<Attack, LongAdder> attacks = new EnumMap<>(Attack.class);

    /** By how much each account must have changed, in pence. */
    final AtomicLongArray change;

    private final Queue<String> examples = new ConcurrentLinkedQueue<>();
    private final AtomicInteger told = new AtomicInteger();

    Counts(int users) {
        change = new AtomicLongArray(users);
        for (Attack attack : Attack.values()) {
            attacks.put(attack, new LongAdder());
        }
    }

    void met(Attack attack) {
        Objects.requireNonNull(attacks.get(attack)).increment();
    }

    /** Keeps the first few things that should not have been. */
    void example(String text) {
        if (told.incrementAndGet() <= MOST_EXAMPLES) {
            examples.add(text);
        }
    }

    Queue<String> examples() {
        return examples;
    }

    long allAttacks() {
        return attacks.values().stream().mapToLong(LongAdder::sum).sum();
    }
}
