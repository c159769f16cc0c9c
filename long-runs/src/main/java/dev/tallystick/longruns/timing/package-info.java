/**
 * Whether a time tells a secret: two kinds of input, measured in random order and compared by statistics, as dudect does.
 * How fast something is belongs to the benchmarks.
 */
@NullMarked
package dev.tallystick.longruns.timing;

import org.jspecify.annotations.NullMarked;
