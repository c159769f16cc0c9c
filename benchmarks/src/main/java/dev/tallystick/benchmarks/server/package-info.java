/** Whole servers under load: what a filter costs where containers do their own work too. */
@NullMarked
package dev.tallystick.benchmarks.server;

import org.jspecify.annotations.NullMarked;
