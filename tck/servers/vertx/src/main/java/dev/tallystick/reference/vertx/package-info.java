/** The reference application on Vert.x Web. What doesn't belong: the views, which are the same everywhere. */
@NullMarked
package dev.tallystick.reference.vertx;

import org.jspecify.annotations.NullMarked;
