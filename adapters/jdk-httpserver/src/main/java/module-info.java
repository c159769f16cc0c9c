/** Tallystick on the JDK's own HTTP server. */
module dev.tallystick.jdkhttpserver {
    requires transitive dev.tallystick.core;
    requires transitive jdk.httpserver;
    requires org.apache.commons.fileupload2.core;
    requires org.apache.commons.io;
    requires static transitive org.jspecify;

    exports dev.tallystick.jdkhttpserver;
}
