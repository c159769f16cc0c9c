/**
 * The reference application as a Spring Boot application with the starter. What doesn't belong: what a view answers, which is
 * the same on every server, and types of one version of Spring Boot, since the same classes run on two.
 */
@NullMarked
package dev.tallystick.reference.springboot;

import org.jspecify.annotations.NullMarked;
