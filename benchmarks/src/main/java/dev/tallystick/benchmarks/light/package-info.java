/**
 * Requests, responses and sessions that cost next to nothing, so that what is measured is the filter. Only what filters ask for
 * is written; anything else fails.
 */
@NullMarked
package dev.tallystick.benchmarks.light;

import org.jspecify.annotations.NullMarked;
