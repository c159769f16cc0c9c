/**
 * For the tests of applications: requests with a CSRF token, as a page of the application would send them. It switches nothing
 * off, so that a test goes through the same guard as a browser. What doesn't belong: anything that an application runs with.
 */
@NullMarked
package dev.tallystick.spring.webflux.test;

import org.jspecify.annotations.NullMarked;
