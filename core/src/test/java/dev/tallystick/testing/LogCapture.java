package dev.tallystick.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What the engine logs while this is open, instead of the console. {@link System.Logger} ends at {@code java.util.logging}. */
public final class LogCapture implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger("dev.tallystick");

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

    private LogCapture() {
        LOGGER.setUseParentHandlers(false);
        LOGGER.addHandler(handler);
    }

    public static LogCapture start() {
        return new LogCapture();
    }

    /** The messages of warnings, as a log would show them. */
    public List<String> warnings() {
        return records.stream()
                .filter(record -> record.getLevel().equals(Level.WARNING))
                .map(new SimpleFormatter()::formatMessage)
                .toList();
    }

    /** All that was logged at any level, traces of exceptions included. */
    public String all() {
        StringBuilder all = new StringBuilder();
        for (LogRecord record : records) {
            all.append(new SimpleFormatter().format(record));
        }
        return all.toString();
    }

    @Override
    public void close() {
        LOGGER.removeHandler(handler);
        LOGGER.setUseParentHandlers(true);
    }
}
