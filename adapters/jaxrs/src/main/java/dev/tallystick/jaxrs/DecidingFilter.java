package dev.tallystick.jaxrs;

import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import java.io.IOException;

/** Decides before a resource is looked for. */
@Priority(Integer.MIN_VALUE)
@PreMatching
final class DecidingFilter implements ContainerRequestFilter {

    private final Gate gate;

    DecidingFilter(Gate gate) {
        this.gate = gate;
    }

    @Override
    public void filter(ContainerRequestContext context) throws IOException {
        gate.enter(context);
    }
}
