/**
 * The reference application on Jersey, in its container for the JDK's HTTP server. What doesn't belong: the views, which are the
 * same on every server.
 */
@NullMarked
package dev.tallystick.reference.jersey;

import org.jspecify.annotations.NullMarked;
