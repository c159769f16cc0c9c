/** The reference application on Undertow. What doesn't belong: the views, which are the same on every container. */
@NullMarked
package dev.tallystick.reference.undertow;

import org.jspecify.annotations.NullMarked;
