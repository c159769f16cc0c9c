/**
 * Where browsers meet: the bank and the attacker's sites, each on a port of its own, with an eye on every request that an attack
 * makes a browser send. What doesn't belong: which attacks there are, and what is to be thought of their outcome.
 */
@NullMarked
package dev.tallystick.browsers.arena;

import org.jspecify.annotations.NullMarked;
