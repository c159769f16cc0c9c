/**
 * The door for clients that are no browsers, on Nimbus JOSE+JWT.
 *
 * <p>Its export comes with the first class: an empty package cannot be exported.
 */
module dev.tallystick.jwt {
    requires transitive dev.tallystick.core;
    requires com.nimbusds.jose.jwt;
    requires static transitive org.jspecify;
}
