/**
 * Where a request came from: origins, trusted origins, the target origin, and the check that compares them.
 *
 * <p>Says what was found, not what follows from it: modes, tokens and denials don't belong here.
 */
@NullMarked
package dev.tallystick.origin;

import org.jspecify.annotations.NullMarked;
