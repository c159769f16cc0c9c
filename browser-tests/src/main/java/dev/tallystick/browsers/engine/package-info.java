/**
 * Real browser engines without a window: how each is started, driven and ended, with a limit on every wait. What doesn't belong:
 * anything of the bank or of an attack.
 */
@NullMarked
package dev.tallystick.browsers.engine;

import org.jspecify.annotations.NullMarked;
