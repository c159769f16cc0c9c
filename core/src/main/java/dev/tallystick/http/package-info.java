/**
 * The port: what a protection may ask of a request and say to a response, and the few pieces of HTTP syntax that every
 * server would otherwise read in its own way (cookies, form bodies, paths, header lists).
 *
 * <p>Nothing here decides anything; an adapter implements the interfaces and calls the parsers.
 */
@NullMarked
package dev.tallystick.http;

import org.jspecify.annotations.NullMarked;
