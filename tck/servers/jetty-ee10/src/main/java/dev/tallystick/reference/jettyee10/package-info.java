/** The reference application on Jetty 12.0 with Jakarta EE 10. What doesn't belong: the views, which are the same on every container. */
@NullMarked
package dev.tallystick.reference.jettyee10;

import org.jspecify.annotations.NullMarked;
