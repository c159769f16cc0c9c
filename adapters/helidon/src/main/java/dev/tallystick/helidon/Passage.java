package dev.tallystick.helidon;

import dev.tallystick.adapter.body.TakenBody;
import io.helidon.webserver.http.RoutingResponse;
import org.jspecify.annotations.Nullable;

/**
 * How a request came out of its decision.
 *
 * @param response what the routing is given to answer it; null if it isn't let through and has been answered
 * @param taken what was kept of its body, let go at its end
 */
record Passage(@Nullable RoutingResponse response, @Nullable TakenBody taken) implements AutoCloseable {

    @Override
    public void close() {
        if (taken != null) {
            taken.close();
        }
    }
}
