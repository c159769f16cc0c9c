/**
 * The door for clients that are no browsers: a signed JWT that carries a configured claim. Everything about JOSE is
 * here, so that an application without such clients needs no JOSE library. What doesn't belong: anything about
 * browsers, cookies or CSRF tokens, and anything that knows a server.
 */
@NullMarked
package dev.tallystick.jwt;

import org.jspecify.annotations.NullMarked;
