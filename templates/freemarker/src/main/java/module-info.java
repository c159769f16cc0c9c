/** The hidden field in FreeMarker's templates. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.tallystick.freemarker {
    requires transitive dev.tallystick.core;
    requires transitive freemarker;
    requires static transitive org.jspecify;

    exports dev.tallystick.freemarker;
}
