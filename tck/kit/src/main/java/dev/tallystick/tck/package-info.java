/**
 * The kit's runner: it reads the cases, plays them over real sockets on an application that someone else starts, and counts.
 * What adapters use are {@link dev.tallystick.tck.CompatibilityKit}, {@link dev.tallystick.tck.KitServer}, {@link
 * dev.tallystick.tck.Capability} and {@link dev.tallystick.tck.Report}. What doesn't belong: a server, an adapter, and the
 * engine, whose word on itself would count for nothing.
 */
@NullMarked
package dev.tallystick.tck;

import org.jspecify.annotations.NullMarked;
