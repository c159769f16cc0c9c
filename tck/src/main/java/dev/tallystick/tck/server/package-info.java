/**
 * The servers that carry the views, each one small class that starts it behind its adapter, and what several of them share.
 * What doesn't belong: what a view answers, and any check of a request, which is the adapter's alone.
 */
@NullMarked
package dev.tallystick.tck.server;

import org.jspecify.annotations.NullMarked;
