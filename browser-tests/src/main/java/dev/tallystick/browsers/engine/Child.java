package dev.tallystick.browsers.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program that runs beside this one, with a directory of its own, and ends with it: all that it started ends as well, and the
 * directory goes.
 */
final class Child implements AutoCloseable {

    private static final Duration END = Duration.ofSeconds(5);
    private static final Set<Child> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        // A run that is broken off leaves nothing behind either.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Child::close)));
    }

    private final Process process;
    private final Path directory;

    private Child(Process process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    /** A new directory under the one for temporary files. */
    static Path directory() throws IOException {
        Path directory = Files.createTempDirectory("tallystick-browser");
        // Some engines keep sockets there and insist that nobody else can.
        Files.createDirectory(directory.resolve("run"));
        return directory;
    }

    /** A port that was free a moment ago. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /**
     * @param directory becomes its home, and is removed at the end
     */
    static Child start(Path directory, List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.log").toFile());
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("XDG_RUNTIME_DIR", directory.resolve("run").toString());
        builder.environment().putAll(environment);
        try {
            Child child = new Child(builder.start(), directory);
            RUNNING.add(child);
            return child;
        } catch (IOException e) {
            remove(directory);
            throw new IOException(command.get(0) + " can't be started: " + e.getMessage(), e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The end of what it has written, for messages. */
    String lastWords() {
        try {
            String all = Files.readString(directory.resolve("output.log"));
            return all.substring(Math.max(0, all.length() - 600)).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** Waits for it to end by itself, then sees to it. */
    @Override
    public void close() {
        if (!RUNNING.remove(this)) {
            return;
        }
        // Those that outlive their parent are no longer its descendants: they are asked for before.
        List<ProcessHandle> family = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .collect(Collectors.toList());
        process.destroy();
        for (ProcessHandle each : family) {
            if (!ended(each, END)) {
                each.destroyForcibly();
                ended(each, END);
            }
        }
        remove(directory);
    }

    private static boolean ended(ProcessHandle handle, Duration patience) {
        try {
            handle.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return !handle.isAlive();
        }
    }

    private static void remove(Path directory) {
        for (int attempt = 0; attempt < 3 && Files.exists(directory); attempt++) {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> {
                    try {
                        Files.deleteIfExists(file);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            } catch (IOException | UncheckedIOException e) {
                // Something still wrote there: once more.
            }
        }
    }

    /** How a program calls itself: what it prints when asked for its version. */
    static String ask(Map<String, String> environment, String... command) throws IOException {
        Path directory = directory();
        try (Child child = start(directory, List.of(command), environment)) {
            if (!child.process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IOException(command[0] + " doesn't say its version");
            }
            return child.lastWords();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The first word of digits and dots in a text. */
    static String versionIn(String text) throws IOException {
        for (String word : text.split("\\s+", -1)) {
            if (!word.isEmpty() && Character.isDigit(word.charAt(0)) && word.indexOf('.') > 0) {
                return word;
            }
        }
        throw new IOException("no version in: " + text);
    }
}
