/** Form bodies, for the adapters of servers that parse none themselves. */
module dev.tallystick.adapter.body {
    requires transitive dev.tallystick.core;
    requires org.apache.commons.fileupload2.core;
    requires org.apache.commons.io;
    requires static transitive org.jspecify;

    exports dev.tallystick.adapter.body;
}
