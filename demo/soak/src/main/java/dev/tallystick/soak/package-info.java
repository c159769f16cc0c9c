/**
 * The bank under load: many users who sign in, pay and sign out, attackers among them, keys that rotate, and what must be true in the
 * end. What doesn't belong: anything of the bank's own, and browsers.
 */
@NullMarked
package dev.tallystick.soak;

import org.jspecify.annotations.NullMarked;
