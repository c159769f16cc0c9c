/** The hidden field in Pebble's templates. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.tallystick.pebble {
    requires transitive dev.tallystick.core;
    requires transitive io.pebbletemplates;
    requires static transitive org.jspecify;

    exports dev.tallystick.pebble;
}
