/**
 * The configuration keys of Tallystick as one typed, immutable value, and the reader that makes it from properties.
 *
 * <p>Everything that can be configured by key can be built in code too; nothing is decided here.
 */
@NullMarked
package dev.tallystick.config;

import org.jspecify.annotations.NullMarked;
