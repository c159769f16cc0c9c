/** The reference application on embedded Tomcat. What doesn't belong: the views, which are the same on every container. */
@NullMarked
package dev.tallystick.reference.tomcat;

import org.jspecify.annotations.NullMarked;
