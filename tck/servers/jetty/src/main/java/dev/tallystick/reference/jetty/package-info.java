/** The reference application on embedded Jetty. What doesn't belong: the views, which are the same on every container. */
@NullMarked
package dev.tallystick.reference.jetty;

import org.jspecify.annotations.NullMarked;
