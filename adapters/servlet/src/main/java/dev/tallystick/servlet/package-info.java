/**
 * Tallystick in a servlet container: shows the container's request to the engine and turns the engine's decision into
 * the container's response. It compiles against the oldest supported Servlet API and is proved on newer ones. What
 * doesn't belong: a decision of any kind, and anything that only one container knows, but for {@code UpgradeOrder}.
 */
@NullMarked
package dev.tallystick.servlet;

import org.jspecify.annotations.NullMarked;
