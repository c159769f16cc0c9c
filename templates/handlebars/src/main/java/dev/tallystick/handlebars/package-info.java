/**
 * Helpers for the templates of Handlebars.java that write the CSRF token of the request. What doesn't belong: a decision about
 * which form gets one.
 */
@NullMarked
package dev.tallystick.handlebars;

import org.jspecify.annotations.NullMarked;
