/**
 * A phone for the command line: it knows the bank only by HTTP, gets a JWT, and calls the views that phones use. What doesn't
 * belong: anything of the bank's inside.
 */
@NullMarked
package dev.tallystick.bank.phone;

import org.jspecify.annotations.NullMarked;
