/**
 * The views as servlets behind the filter, as an application registers them: shared by the servlet containers. What doesn't
 * belong: what a view answers, and a container's own types.
 */
@NullMarked
package dev.tallystick.reference.servlet;

import org.jspecify.annotations.NullMarked;
