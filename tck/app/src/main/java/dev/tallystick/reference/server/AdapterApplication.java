package dev.tallystick.reference.server;

import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * The reference application on one server, behind one adapter. A class path holds exactly one, named in
 * {@code META-INF/services}.
 */
public interface AdapterApplication {

    /**
     * The one of this class path.
     *
     * @throws IllegalStateException if there is none, or more than one
     */
    static AdapterApplication atHand() {
        List<AdapterApplication> found = ServiceLoader.load(AdapterApplication.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        if (found.size() != 1) {
            throw new IllegalStateException("the class path holds " + found.size() + " adapters instead of one");
        }
        return found.get(0);
    }

    /** The adapter's name on the command line. */
    String name();

    /** What the server can; all of it, unless the application says otherwise. */
    default Set<Capability> capabilities() {
        return Set.of(Capability.values());
    }

    /**
     * Starts it on 127.0.0.1; when this returns, it answers.
     *
     * @param port 0 for any that is free
     * @throws java.net.BindException as itself or as a cause, if the port is in use
     */
    RunningServer start(Setup setup, int port) throws Exception;
}
