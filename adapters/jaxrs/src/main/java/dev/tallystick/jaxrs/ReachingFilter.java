package dev.tallystick.jaxrs;

import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.io.IOException;

/** Stands before each view that was found: it is reached by what was decided on alone. */
@Priority(Integer.MIN_VALUE + 1)
final class ReachingFilter implements ContainerRequestFilter {

    private final Gate gate;

    ReachingFilter(Gate gate) {
        this.gate = gate;
    }

    @Override
    public void filter(ContainerRequestContext context) throws IOException {
        gate.reach(context);
    }
}
