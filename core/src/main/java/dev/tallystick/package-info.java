/**
 * The decision: what a {@link dev.tallystick.Protection} is, what a {@link dev.tallystick.Decision} says, and how a
 * {@link dev.tallystick.Router} chooses between protections. Start reading at {@link dev.tallystick.CsrfProtection}.
 *
 * <p>Nothing here knows a server, a template engine or a JWT library, and nothing here starts a thread.
 */
@NullMarked
package dev.tallystick;

import org.jspecify.annotations.NullMarked;
