/**
 * The compatibility kit: the reference application, the same on every adapter, that one black-box suite measures. It
 * may use every module and standard output, since it is a program and not a library. What doesn't belong: protection
 * of its own, because a view here is guarded exactly as the product guards it.
 */
@NullMarked
package dev.tallystick.tck;

import org.jspecify.annotations.NullMarked;
