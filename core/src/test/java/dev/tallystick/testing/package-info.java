/**
 * What the tests of core share: a request, a response, a session and a server that do as they are told, and the reader of the
 * tables.
 *
 * <p>No assertion on the engine belongs here.
 */
@NullMarked
package dev.tallystick.testing;

import org.jspecify.annotations.NullMarked;
