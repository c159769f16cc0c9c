/**
 * Requests and answers as octets on a socket, so that a case, or the test of an adapter, can send what no client library would:
 * repeated and broken lines, odd methods, raw octets. A browser here is a cookie jar and nothing else, and a visitor one that says
 * which site its requests come from. What doesn't belong: what an answer should have been.
 */
@NullMarked
package dev.tallystick.tck.wire;

import org.jspecify.annotations.NullMarked;
