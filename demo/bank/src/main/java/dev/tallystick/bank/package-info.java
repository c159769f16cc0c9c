/**
 * The demonstration: a bank whose views serve browsers and phones, an attacker's site, and a phone. It uses Tallystick
 * the way a user's application would, through public API only. What doesn't belong: anything that another module would
 * want to use, since nothing may depend on the bank.
 */
@NullMarked
package dev.tallystick.bank;

import org.jspecify.annotations.NullMarked;
