/**
 * Tallystick on Helidon SE: shows a request to the engine and turns the engine's decision into a response. The guard goes
 * around a routing, since the server's filters can neither give a body back nor hide a cookie. What doesn't belong: a
 * decision of any kind, and whatever Helidon MP adds.
 */
@NullMarked
package dev.tallystick.helidon;

import org.jspecify.annotations.NullMarked;
