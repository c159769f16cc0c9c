package dev.tallystick.helidon;

import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Upgrades what the guard of the same listener lets through: the server asks for upgrades before, and past, any routing. */
final class GuardedUpgrader implements Http1Upgrader {

    static final String PROTOCOL = "websocket";

    private static final System.Logger LOG = System.getLogger("dev.tallystick");

    private final Http1Upgrader upgrader;
    private final AtomicBoolean warned = new AtomicBoolean();

    GuardedUpgrader(Http1Upgrader upgrader) {
        this.upgrader = upgrader;
    }

    @Override
    public String supportedProtocol() {
        return upgrader.supportedProtocol();
    }

    @Override
    public @Nullable ServerConnection upgrade(
            ConnectionContext connection, HttpPrologue prologue, WritableHeaders<?> headers) {
        if (connection.router().routing(HttpRouting.class, HttpRouting.empty()) instanceof GuardedRouting guarded) {
            return guarded.upgrade(connection, prologue, headers, upgrader);
        }
        if (warned.compareAndSet(false, true)) {
            LOG.log(
                    Level.ERROR,
                    "A WebSocket was asked for at a socket of the server whose routing isn't guarded, so it isn't opened:"
                            + " give that socket tallystick.guard(routes), with Protection.none() for paths that need no"
                            + " protection.");
        }
        return null;
    }
}
