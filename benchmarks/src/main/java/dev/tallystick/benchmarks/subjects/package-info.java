/** The subjects: one class each, made ready as their own users would. */
@NullMarked
package dev.tallystick.benchmarks.subjects;

import org.jspecify.annotations.NullMarked;
