/**
 * What a request costs: cases, subjects (Tallystick, its peers, and floors, which are the least that anything could cost), the
 * measurement and the table of ratios. The engine is never changed for these; no server runs here.
 */
@NullMarked
package dev.tallystick.benchmarks;

import org.jspecify.annotations.NullMarked;
