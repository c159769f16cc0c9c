/**
 * The handlers of the tags in {@code META-INF/tallystick.tld}. What doesn't belong: the judgement which forms get a field, which
 * is {@link dev.tallystick.CsrfToken}'s.
 */
@NullMarked
package dev.tallystick.jsp;

import org.jspecify.annotations.NullMarked;
