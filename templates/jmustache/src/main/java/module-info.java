/** The hidden field in JMustache's templates. */
module dev.tallystick.jmustache {
    requires transitive dev.tallystick.core;
    requires transitive com.samskivert.jmustache;
    requires static transitive org.jspecify;

    exports dev.tallystick.jmustache;
}
