/**
 * The kit tried out: its files, its strictness, and whether it catches the mistakes that protections have been made with.
 */
@NullMarked
package dev.tallystick.tck;

import org.jspecify.annotations.NullMarked;
