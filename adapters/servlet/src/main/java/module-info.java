/** Tallystick in a servlet container. */
module dev.tallystick.servlet {
    requires transitive dev.tallystick.core;
    requires transitive jakarta.servlet;
    requires static transitive org.jspecify;

    exports dev.tallystick.servlet;
}
