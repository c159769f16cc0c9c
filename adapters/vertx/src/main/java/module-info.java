/** Tallystick in Vert.x Web. */
module dev.tallystick.vertx {
    requires transitive dev.tallystick.core;
    requires transitive io.vertx.core;
    requires transitive io.vertx.web;
    requires io.vertx.auth.common;
    requires static transitive org.jspecify;

    exports dev.tallystick.vertx;
}
