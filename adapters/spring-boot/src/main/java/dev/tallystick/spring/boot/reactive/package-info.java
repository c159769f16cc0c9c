/**
 * Tallystick in a Spring Boot application with Spring WebFlux: the guard as a bean, tokens for controllers and pages. What
 * doesn't belong: the settings, which are those of the package above, and what the web filter does already.
 */
@NullMarked
package dev.tallystick.spring.boot.reactive;

import org.jspecify.annotations.NullMarked;
