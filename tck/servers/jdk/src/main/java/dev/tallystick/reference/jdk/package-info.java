/** The reference application on the JDK's own HTTP server. What doesn't belong: the views, which are the same everywhere. */
@NullMarked
package dev.tallystick.reference.jdk;

import org.jspecify.annotations.NullMarked;
