/**
 * What the reference application shows, without any server: each view is a function of an exchange, so that every adapter
 * answers alike. What doesn't belong: a server's or a container's types, and protection of its own.
 */
@NullMarked
package dev.tallystick.reference.view;

import org.jspecify.annotations.NullMarked;
