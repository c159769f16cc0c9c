/** The hidden field in Qute's templates. */
module dev.tallystick.qute {
    requires transitive dev.tallystick.core;
    requires transitive io.quarkus.qute;
    requires static transitive org.jspecify;

    exports dev.tallystick.qute;
}
