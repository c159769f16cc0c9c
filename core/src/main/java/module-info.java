/**
 * The engine: decides whether a request was forged, and makes and verifies CSRF tokens.
 *
 * <p>Depends on the JDK alone; the JSpecify annotations are needed by compilers only.
 */
module dev.tallystick.core {
    requires static transitive org.jspecify;

    exports dev.tallystick;
    exports dev.tallystick.config;
    exports dev.tallystick.http;
    exports dev.tallystick.origin;
    exports dev.tallystick.token;
}
