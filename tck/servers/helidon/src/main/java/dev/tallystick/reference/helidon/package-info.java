/** The reference application on Helidon SE. What doesn't belong: the views, which are the same everywhere. */
@NullMarked
package dev.tallystick.reference.helidon;

import org.jspecify.annotations.NullMarked;
