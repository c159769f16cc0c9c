package dev.tallystick.reference;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * What is logged while this is open: of ours everything, down to the finest; of the servers', whose finest would repeat whole requests,
 * what is logged in production.
 */
public final class Journal implements AutoCloseable {

    private final Logger ours = Logger.getLogger("dev.tallystick");
    private final Logger root = Logger.getLogger("");
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private Journal() {
        handler.setLevel(Level.ALL);
        ours.setLevel(Level.ALL);
        root.addHandler(handler);
    }

    public static Journal open() {
        return new Journal();
    }

    /** What the guard has said since this was opened or cleared. */
    public List<String> ours() {
        return records.stream()
                .filter(record -> String.valueOf(record.getLoggerName()).startsWith("dev.tallystick"))
                .map(new SimpleFormatter()::formatMessage)
                .toList();
    }

    /** Everything by anybody, traces of exceptions included. */
    public List<String> all() {
        return records.stream().map(new SimpleFormatter()::format).toList();
    }

    /** Those that came with an exception, as failures do that nobody expected. */
    public List<String> failures() {
        return records.stream()
                .filter(record ->
                        record.getThrown() != null && record.getLevel().intValue() >= Level.WARNING.intValue())
                .map(new SimpleFormatter()::format)
                .toList();
    }

    public void clear() {
        records.clear();
    }

    @Override
    public void close() {
        root.removeHandler(handler);
        ours.setLevel(null);
    }
}
