/**
 * The reference application: one small application, the same on every adapter, that black-box suites measure. It may use
 * standard output, since it is a program and not a library. What doesn't belong: protection of its own, because a view here
 * is guarded exactly as the product guards it.
 */
@NullMarked
package dev.tallystick.reference;

import org.jspecify.annotations.NullMarked;
