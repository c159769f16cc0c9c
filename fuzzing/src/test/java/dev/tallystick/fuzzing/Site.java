package dev.tallystick.fuzzing;

import dev.tallystick.Decision;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.Rule;
import dev.tallystick.origin.Evidence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A running server with a guard, and at each mount a view that says where it was reached. One request at a time, as raw octets.
 */
final class Site {

    /** Where there is a view of its own; the one at "" takes the rest. What is at /closed nobody may reach. */
    static final List<String> VIEWS = List.of("/web/admin", "/web", "/mobile", "/closed", "");

    /** Starts a server. */
    interface Start {
        /**
         * It runs as long as the process.
         *
         * @param site whose router guards and whose {@link #reached} the views answer
         * @param allowParameters whether path parameters are taken off
         * @return the port
         */
        int start(Site site, boolean allowParameters) throws Exception;
    }

    private static final String UNDECIDED = "undecided";

    private static final Logger LOG = Logger.getLogger("dev.tallystick");

    static {
        // A line for each denial would be most of the work.
        LOG.setLevel(Level.OFF);
    }

    private final AtomicReference<String> decided = new AtomicReference<>(UNDECIDED);
    private final AtomicReference<String> reached = new AtomicReference<>(UNDECIDED);
    private final boolean allowParameters;
    private final RawClient client;

    private Site(Start start, boolean allowParameters) throws Exception {
        this.allowParameters = allowParameters;
        this.client = new RawClient(start.start(this, allowParameters));
        // Where no view were reached at all, everything would hold.
        for (String view : VIEWS) {
            visit((view + "/x").getBytes(StandardCharsets.US_ASCII));
            Property.same(
                    reached.get(), view.equals("/closed") ? UNDECIDED : view, () -> "the view of an ordinary path");
        }
    }

    static Site of(Start start, boolean allowParameters) {
        try {
            return new Site(start, allowParameters);
        } catch (Exception e) {
            throw new IllegalStateException("the server can't be started", e);
        }
    }

    /** Each mount remembers that it was asked. */
    Router router() {
        Router.Builder router = Router.builder().allowPathParameters(allowParameters);
        for (String mount : VIEWS) {
            if (mount.equals("/closed")) {
                router.mount(mount, Protection.denyAll());
            } else if (!mount.isEmpty()) {
                router.mount(mount, remembering(mount));
            }
        }
        return router.otherwise(remembering("")).build();
    }

    private Protection remembering(String mount) {
        return request -> {
            decided.set(mount);
            return Decision.allow(Rule.UNPROTECTED, Evidence.NONE);
        };
    }

    /** To be called by the view at a mount. */
    void reached(String view) {
        reached.set(view);
    }

    /** Sends a request for a target, exactly these octets, and looks at who answered. */
    void visit(byte[] target) {
        decided.set(UNDECIDED);
        reached.set(UNDECIDED);
        try {
            client.send(target);
        } catch (IOException e) {
            throw new AssertionError("no answer to " + Property.shown(Property.text(target)), e);
        }
        String view = reached.get();
        if (!view.equals(UNDECIDED)) {
            Property.same(
                    view,
                    decided.get(),
                    () -> "the view is that of the mount that decided, for "
                            + Property.shown(new String(target, StandardCharsets.ISO_8859_1)));
        }
    }
}
