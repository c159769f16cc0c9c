/** The hidden field in JTE's templates. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.tallystick.jte {
    requires transitive dev.tallystick.core;
    requires transitive gg.jte.runtime;
    requires static transitive org.jspecify;

    exports dev.tallystick.jte;
}
