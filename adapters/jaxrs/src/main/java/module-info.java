/** Tallystick in a Jakarta REST application. */
module dev.tallystick.jaxrs {
    requires transitive dev.tallystick.core;
    requires transitive jakarta.ws.rs;
    requires static jakarta.annotation;
    requires dev.tallystick.adapter.body;
    requires static transitive org.jspecify;

    exports dev.tallystick.jaxrs;
}
