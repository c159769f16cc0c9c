/** Tallystick in a servlet container. */
module dev.tallystick.servlet {
    requires transitive dev.tallystick.core;
    requires transitive jakarta.servlet;
    requires static transitive org.jspecify;

    // With the first class (an empty package cannot be exported): exports dev.tallystick.servlet;
}
