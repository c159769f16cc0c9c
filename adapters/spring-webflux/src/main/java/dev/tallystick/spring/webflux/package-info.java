/**
 * Tallystick in Spring WebFlux: shows the exchange to the engine, gets what the engine needs without blocking an event loop, and
 * turns its decision into a response. It needs spring-webflux alone, and uses Reactor Netty where it is the server. What doesn't
 * belong: a decision of any kind, and Spring Boot.
 */
@NullMarked
package dev.tallystick.spring.webflux;

import org.jspecify.annotations.NullMarked;
