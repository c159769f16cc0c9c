/**
 * Tallystick on the JDK's own HTTP server ({@code com.sun.net.httpserver}): shows an exchange to the engine and turns the
 * engine's decision into a response. The server has no sessions, no forms and no per-exchange attributes, so the body is
 * read and given back here, and what belongs to one request travels in an exchange of our own. What doesn't belong: a
 * decision of any kind, and whatever a web framework on this server adds.
 */
@NullMarked
package dev.tallystick.jdkhttpserver;

import org.jspecify.annotations.NullMarked;
