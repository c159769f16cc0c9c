/**
 * How a form body is searched for the token and given back whole, on servers that hand out no more than a stream. For adapters,
 * not for applications.
 *
 * <p>Nothing of a server belongs here, and nothing that decides: what a token is worth is said in core.
 */
@NullMarked
package dev.tallystick.adapter.body;

import org.jspecify.annotations.NullMarked;
