package dev.tallystick.jaxrs;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is logged meanwhile, by the name that this project logs under. */
final class LogRecords implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger("dev.tallystick");

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord event) {
            records.add(event);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    LogRecords() {
        LOGGER.addHandler(handler);
    }

    /** Messages of this level, each with that of its exception. */
    List<String> messages(Level level) {
        return records.stream()
                .filter(record -> record.getLevel().equals(level))
                .map(record -> record.getMessage()
                        + (record.getThrown() == null
                                ? ""
                                : ": " + record.getThrown().getMessage()))
                .toList();
    }

    @Override
    public void close() {
        LOGGER.removeHandler(handler);
    }
}
