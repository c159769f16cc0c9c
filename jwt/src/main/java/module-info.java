/** The door for clients that are no browsers, on Nimbus JOSE+JWT. */
module dev.tallystick.jwt {
    requires transitive dev.tallystick.core;
    requires transitive com.nimbusds.jose.jwt;
    requires static transitive org.jspecify;

    exports dev.tallystick.jwt;
}
