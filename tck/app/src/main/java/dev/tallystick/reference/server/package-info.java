/**
 * What a server must offer to carry the views: each has a module of its own that implements {@link
 * dev.tallystick.reference.server.AdapterApplication}. What doesn't belong: what a view answers, and any check of a request,
 * which is the adapter's alone.
 */
@NullMarked
package dev.tallystick.reference.server;

import org.jspecify.annotations.NullMarked;
