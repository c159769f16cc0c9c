/**
 * Tallystick in Vert.x Web: shows the request to the engine, gets what the engine needs without blocking the event loop, and
 * turns its decision into a response. It uses the published API of Vert.x alone. What doesn't belong: a decision of any kind.
 */
@NullMarked
package dev.tallystick.vertx;

import org.jspecify.annotations.NullMarked;
