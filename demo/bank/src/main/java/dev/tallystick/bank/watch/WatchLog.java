package dev.tallystick.bank.watch;

import dev.tallystick.DecisionEvent;
import dev.tallystick.DecisionListener;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The latest decisions, in memory and bounded. What no mount covers and was allowed (the start page, styles, the window
 * itself) is left out. Safe for use by many threads.
 */
public final class WatchLog implements DecisionListener, AutoCloseable {

    private static final int MOST_KEPT = 300;

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    // By revision, which is what a reader has seen last.
    private final TreeMap<Long, Sighting> kept = new TreeMap<>();
    // The listener hears of a request on the thread that goes on to run its view.
    private static final ThreadLocal<@Nullable Sighting> CURRENT = new ThreadLocal<>();
    private long revision;
    private boolean closed;

    public WatchLog(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void decided(DecisionEvent event) {
        if (event.decision().isAllowed()
                && event.mount() != null
                && event.mount().isEmpty()) {
            CURRENT.remove();
            return;
        }
        lock.lock();
        try {
            Sighting sighting = Sighting.of(event, ++revision, clock.instant());
            CURRENT.set(sighting);
            keep(sighting);
        } finally {
            lock.unlock();
        }
    }

    /** What came of the request that this thread serves. */
    public void note(String effect) {
        note(effect, null);
    }

    /** What came of the request that this thread serves, and the money that it moved. */
    public void note(String effect, Sighting.@Nullable Moved moved) {
        Sighting sighting = CURRENT.get();
        if (sighting == null) {
            return;
        }
        lock.lock();
        try {
            kept.remove(sighting.revision());
            Sighting noted = sighting.with(effect, moved, ++revision);
            CURRENT.set(noted);
            keep(noted);
        } finally {
            lock.unlock();
        }
    }

    /** The request that this thread serves, if it is shown. */
    public @Nullable Sighting current() {
        return CURRENT.get();
    }

    /** A message over the WebSocket that a request opened, and what came of it. */
    public void message(Sighting handshake, String effect, Sighting.@Nullable Moved moved) {
        lock.lock();
        try {
            keep(handshake.message(effect, moved, ++revision, clock.instant()));
        } finally {
            lock.unlock();
        }
    }

    private void keep(Sighting sighting) {
        kept.put(sighting.revision(), sighting);
        if (kept.size() > MOST_KEPT) {
            kept.pollFirstEntry();
        }
        news.signalAll();
    }

    /** What is newer than a revision, the oldest first. */
    public List<Sighting> since(long seen) {
        lock.lock();
        try {
            return new ArrayList<>(kept.tailMap(seen, false).values());
        } finally {
            lock.unlock();
        }
    }

    /** The same, but waits for something newer; empty when the time is over or the log is closed. */
    List<Sighting> await(long seen, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (kept.tailMap(seen, false).isEmpty() && !closed && left > 0) {
                left = news.awaitNanos(left);
            }
            return new ArrayList<>(kept.tailMap(seen, false).values());
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Lets all who wait go. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
