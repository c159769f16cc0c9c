package dev.tallystick.jaxrs;

import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;

/** Adds to the response what the tokens need, and lets nobody make a denial something else. */
@Priority(Integer.MIN_VALUE)
final class LeavingFilter implements ContainerResponseFilter {

    private final Gate gate;

    LeavingFilter(Gate gate) {
        this.gate = gate;
    }

    @Override
    public void filter(ContainerRequestContext context, ContainerResponseContext response) {
        gate.leave(context, response);
    }
}
