package dev.tallystick.reference;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for. An option's value follows it, or stands behind {@code =}.
 *
 * <p>Read by hand, for the sake of the start: a suite starts the application many times.
 *
 * @param adapter to be started; null if that isn't the task
 * @param properties of the file and of the options, the last of the same key standing
 */
record CommandLine(Task task, @Nullable String adapter, int port, Properties properties) {

    /** What is to be done. */
    enum Task {
        START,
        REHEARSE
    }

    private static final int DEFAULT_PORT = 8080;
    private static final String PREFIX = "tallystick.";
    private static final String EXEMPT = PREFIX + "exempt";

    /**
     * @throws IllegalArgumentException if the arguments, or the file that they name, can't be understood
     */
    static CommandLine of(String... arguments) {
        Deque<String> rest = new ArrayDeque<>(List.of(arguments));
        String adapter = null;
        int port = DEFAULT_PORT;
        Task task = Task.START;
        Properties file = new Properties();
        Properties given = new Properties();
        while (!rest.isEmpty()) {
            String argument = rest.pop();
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            String option = equals < 0 ? argument : argument.substring(0, equals);
            if (equals >= 0) {
                rest.push(argument.substring(equals + 1));
            }
            switch (option) {
                case "--rehearse" -> task = Task.REHEARSE;
                case "--adapter" -> adapter = value(option, rest);
                case "--port" -> port = port(value(option, rest));
                case "--config" -> file = read(value(option, rest));
                case "-p" -> put(value(option, rest), given);
                default -> throw new IllegalArgumentException("unknown option '" + argument + "': see --help");
            }
        }
        if (task != Task.START) {
            return new CommandLine(task, null, port, given);
        }
        if (adapter == null) {
            throw new IllegalArgumentException("say which adapter: --adapter NAME, or --list for the names");
        }
        return new CommandLine(task, adapter, port, together(file, given));
    }

    private static String value(String option, Deque<String> rest) {
        String value = rest.poll();
        if (value == null) {
            throw new IllegalArgumentException(option + " needs a value: see --help");
        }
        return value;
    }

    private static int port(String value) {
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--port '" + value + "' is no number from 0 to 65535", e);
        }
        throw new IllegalArgumentException("--port '" + value + "' is no number from 0 to 65535");
    }

    private static Properties read(String file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("--config '" + file + "': there is no such file", e);
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException("--config '" + file + "' can't be read: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--config '" + file + "' is no properties file: " + e.getMessage(), e);
        }
        return properties;
    }

    private static void put(String pair, Properties given) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("-p '" + pair + "' is no KEY=VALUE");
        }
        given.setProperty(pair.substring(0, equals), pair.substring(equals + 1));
    }

    private static Properties together(Properties file, Properties given) {
        Properties all = new Properties();
        all.setProperty(EXEMPT, "/web/hooks/**");
        all.putAll(file);
        all.putAll(given);
        for (String key : all.stringPropertyNames()) {
            // The product leaves foreign keys to their owners; here nobody else has any.
            if (!key.startsWith(PREFIX)) {
                throw new IllegalArgumentException(key + ": there is no such key; all begin with " + PREFIX);
            }
        }
        return all;
    }
}
