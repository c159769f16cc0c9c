/**
 * Tallystick in a Spring Boot application with Spring MVC: the guard and its settings as beans, tokens for controllers and
 * forms. What doesn't belong: any decision about a request, and what the servlet filter does already.
 */
@NullMarked
package dev.tallystick.spring.boot;

import org.jspecify.annotations.NullMarked;
