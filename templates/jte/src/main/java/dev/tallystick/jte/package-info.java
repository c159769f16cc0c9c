/**
 * A parameter for JTE's templates that writes the CSRF token of the request. What doesn't belong: a decision about which form
 * gets one.
 */
@NullMarked
package dev.tallystick.jte;

import org.jspecify.annotations.NullMarked;
