/** Tallystick on the JDK's own HTTP server. */
module dev.tallystick.jdkhttpserver {
    requires transitive dev.tallystick.core;
    requires transitive jdk.httpserver;
    requires dev.tallystick.adapter.body;
    requires static transitive org.jspecify;

    exports dev.tallystick.jdkhttpserver;
}
