package dev.tallystick.tck;

import dev.tallystick.tck.server.RunningServer;
import dev.tallystick.tck.server.Setup;
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
    static Client client(Adapter adapter, String... keys) {
        List<String> name = new ArrayList<>(List.of(keys));
        name.add(adapter.code());
        return new Client(
                RUNNING.computeIfAbsent(name, n -> start(adapter, keys)).port());
    }

    /** An application that the test ends itself. */
    static RunningServer start(Adapter adapter, String... keys) {
        return startWith(
                adapter, Arrays.stream(keys).map(key -> "tallystick." + key).toArray(String[]::new));
    }

    /** As {@link #start}, with whole keys. */
    static RunningServer startWith(Adapter adapter, String... pairs) {
        List<String> arguments = new ArrayList<>(List.of("--adapter", adapter.code(), "--port", "0"));
        for (String pair : pairs) {
            arguments.add("-p");
            arguments.add(pair);
        }
        CommandLine command = CommandLine.of(arguments.toArray(String[]::new));
        try {
            return adapter.application().start(Setup.of(command.properties()), command.port());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
