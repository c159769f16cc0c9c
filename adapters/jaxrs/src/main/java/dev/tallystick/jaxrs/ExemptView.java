package dev.tallystick.jaxrs;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;

/** Bound to an exempt method: says that it was found. */
final class ExemptView implements ContainerRequestFilter {

    @Override
    public void filter(ContainerRequestContext context) {
        Exchange exchange = Exchange.of(context.getProperty(Exchange.PROPERTY));
        if (exchange != null) {
            exchange.viewIsExempt();
        }
    }
}
