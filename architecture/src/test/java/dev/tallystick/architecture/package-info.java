/**
 * The rules of the house as tests on the built classes: who may depend on whom, and a few habits that a compiler
 * doesn't check. They run last, when every other module is built. What doesn't belong: tests of behaviour, and
 * exceptions without a name and a reason.
 */
@NullMarked
package dev.tallystick.architecture;

import org.jspecify.annotations.NullMarked;
