/**
 * The demonstration's own window: every decision of the guard as it happens, and what came of it, shown to everybody who
 * asks. A real bank has none. What doesn't belong: anything that decides or changes something.
 */
@NullMarked
package dev.tallystick.bank.watch;

import org.jspecify.annotations.NullMarked;
