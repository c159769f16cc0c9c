/**
 * CSRF tokens: the key ring, the secret and where it is stored, and the code that issues and verifies a token.
 *
 * <p>Says whether a token holds, not what follows from it: evidence, modes and denials don't belong here.
 */
@NullMarked
package dev.tallystick.token;

import org.jspecify.annotations.NullMarked;
