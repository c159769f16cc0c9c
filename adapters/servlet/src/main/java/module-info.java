/**
 * Tallystick in a servlet container.
 *
 * <p>Its export comes with the first class: an empty package cannot be exported.
 */
module dev.tallystick.servlet {
    requires transitive dev.tallystick.core;
    requires transitive jakarta.servlet;
    requires static transitive org.jspecify;
}
