package dev.tallystick.jaxrs;

import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;

/** Bound to an exempt method: says that it was found. */
@Priority(Integer.MIN_VALUE)
final class ExemptView implements ContainerRequestFilter {

    @Override
    public void filter(ContainerRequestContext context) {
        Exchange exchange = Exchange.of(context.getProperty(Exchange.PROPERTY));
        if (exchange != null) {
            exchange.viewIsExempt();
        }
    }
}
