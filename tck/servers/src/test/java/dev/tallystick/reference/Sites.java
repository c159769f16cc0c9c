package dev.tallystick.reference;

import dev.tallystick.reference.server.RunningServer;
import dev.tallystick.reference.server.Setup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reference applications in this process. One that is asked for again with the same keys is the same: it holds nothing but
 * the sessions of its clients. They end with the process.
 */
final class Sites {

    private static final Map<List<String>, RunningServer> RUNNING = new ConcurrentHashMap<>();

    private Sites() {}

    /** A client of the application with these keys, each {@code tallystick.} left out: {@code mode=origin-only}. */
    static Client client(String... keys) {
        return new Client(
                RUNNING.computeIfAbsent(List.of(keys), same -> start(keys)).port());
    }

    /** An application that the test ends itself. */
    static RunningServer start(String... keys) {
        return startWith(Arrays.stream(keys).map(key -> "tallystick." + key).toArray(String[]::new));
    }

    /** As {@link #start}, with whole keys. */
    static RunningServer startWith(String... pairs) {
        List<String> arguments = new ArrayList<>(List.of("--adapter", OnEveryAdapter.ADAPTER.name(), "--port", "0"));
        for (String pair : pairs) {
            arguments.add("-p");
            arguments.add(pair);
        }
        CommandLine command = CommandLine.of(arguments.toArray(String[]::new));
        try {
            return OnEveryAdapter.ADAPTER.start(Setup.of(command.properties()), command.port());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
