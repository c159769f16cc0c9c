package dev.tallystick.reference;

import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.MemoryHandler;
import java.util.stream.Stream;

/**
 * What is logged while the application starts, held back until it runs: if it can't be started, the one line that says why
 * stands alone.
 */
final class StartLog {

    private static final int MOST_RECORDS = 1000;

    // The roots of all the servers' names. Held here, since a logger that nobody holds forgets its level.
    private static final List<Logger> SERVERS = Stream.of("org", "io", "com", "sun", "jakarta")
            .map(Logger::getLogger)
            .toList();

    private final Logger root = Logger.getLogger("");
    private final Handler[] handlers = root.getHandlers();
    private final MemoryHandler[] held = new MemoryHandler[handlers.length];

    private StartLog() {
        for (int i = 0; i < handlers.length; i++) {
            held[i] = new MemoryHandler(handlers[i], MOST_RECORDS, Level.OFF);
            root.removeHandler(handlers[i]);
            root.addHandler(held[i]);
        }
    }

    /** Holds back from now on; later a record is one line, and of the servers' nothing is logged that isn't a warning. */
    static StartLog hold() {
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tT.%1$tL %4$s %3$s: %5$s%6$s%n");
        SERVERS.forEach(logger -> logger.setLevel(Level.WARNING));
        return new StartLog();
    }

    void release() {
        for (int i = 0; i < handlers.length; i++) {
            root.removeHandler(held[i]);
            held[i].push();
            root.addHandler(handlers[i]);
        }
    }
}
