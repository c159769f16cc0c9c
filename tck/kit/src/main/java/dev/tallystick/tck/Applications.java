package dev.tallystick.tck;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * The applications that run, each started once for its configuration; of many, the one that has been idle for longest ends.
 * What starts them is the adapter's.
 */
final class Applications {

    /** What starts an application. */
    interface Starter {
        KitServer start(Properties configuration) throws Exception;
    }

    private static final int MOST = 6;

    private final Starter starter;
    private final Map<Map<String, String>, KitServer> running = new LinkedHashMap<>(16, 0.75f, true);
    private int starts;

    Applications(Starter starter) {
        this.starter = starter;
    }

    /**
     * @param configuration keys without {@code tallystick.}
     * @throws Exception if it can't be started
     */
    KitServer of(Map<String, String> configuration) throws Exception {
        KitServer server = running.get(configuration);
        if (server == null) {
            while (running.size() >= MOST) {
                Iterator<KitServer> eldest = running.values().iterator();
                KitServer idle = eldest.next();
                eldest.remove();
                idle.close();
            }
            server = starter.start(properties(configuration));
            starts++;
            running.put(Map.copyOf(configuration), server);
        }
        return server;
    }

    private static Properties properties(Map<String, String> configuration) {
        Properties properties = new Properties();
        configuration.forEach((key, value) -> properties.setProperty("tallystick." + key, value));
        return properties;
    }

    /** How many have been started so far. */
    int starts() {
        return starts;
    }

    void close() throws Exception {
        Exception failed = null;
        for (KitServer server : running.values()) {
            try {
                server.close();
            } catch (Exception e) {
                failed = e;
            }
        }
        running.clear();
        if (failed != null) {
            throw failed;
        }
    }
}
