/**
 * The attacks, played in an engine and written down: which requests reached the bank, whether the login came with them, what the
 * guard said, and whether money was moved. What doesn't belong: how an engine is driven, and what a test makes of an outcome.
 */
@NullMarked
package dev.tallystick.browsers.matrix;

import org.jspecify.annotations.NullMarked;
