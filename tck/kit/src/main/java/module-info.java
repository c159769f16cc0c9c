/** The compatibility kit: cases that every adapter passes, and their runner, as a JUnit class to extend. */
module dev.tallystick.tck {
    requires com.fasterxml.jackson.databind;
    requires transitive org.junit.jupiter.api;
    requires static transitive org.jspecify;

    exports dev.tallystick.tck;
    exports dev.tallystick.tck.wire;
}
