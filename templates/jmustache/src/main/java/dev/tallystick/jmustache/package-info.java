/**
 * Sections for JMustache's templates that write the CSRF token of the request. What doesn't belong: a decision about which form
 * gets one.
 */
@NullMarked
package dev.tallystick.jmustache;

import org.jspecify.annotations.NullMarked;
