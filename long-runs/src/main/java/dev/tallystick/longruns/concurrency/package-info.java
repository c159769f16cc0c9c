/**
 * Races between what an operator or a login changes and what requests read: keys that rotate, tokens that are rendered and
 * verified, sessions that are renewed; played by jcstress. A load on a real server doesn't belong here but to that server's
 * tests.
 */
@NullMarked
package dev.tallystick.longruns.concurrency;

import org.jspecify.annotations.NullMarked;
