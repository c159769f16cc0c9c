/** The door for clients that are no browsers, on Nimbus JOSE+JWT. */
module dev.tallystick.jwt {
    requires transitive dev.tallystick.core;
    requires com.nimbusds.jose.jwt;
    requires static transitive org.jspecify;

    // With the first class (an empty package cannot be exported): exports dev.tallystick.jwt;
}
