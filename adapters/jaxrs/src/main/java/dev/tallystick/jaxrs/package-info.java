/**
 * Tallystick in a Jakarta REST application: filters that show a request to the engine before a resource is looked for, and
 * turn the engine's decision into a response. Jakarta REST has no sessions, and a view makes its response only when it is
 * done, so what the tokens add to its head is kept until then. What doesn't belong: a decision of any kind, and whatever one
 * implementation or one server adds to the specification.
 */
@NullMarked
package dev.tallystick.jaxrs;

import org.jspecify.annotations.NullMarked;
