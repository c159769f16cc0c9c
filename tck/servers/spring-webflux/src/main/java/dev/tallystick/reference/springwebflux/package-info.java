/**
 * The reference application on Spring WebFlux and Reactor Netty. What doesn't belong: what a view answers, which is the same on
 * every server.
 */
@NullMarked
package dev.tallystick.reference.springwebflux;

import org.jspecify.annotations.NullMarked;
