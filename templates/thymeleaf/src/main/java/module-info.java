/** Tallystick in Thymeleaf's pages. Thymeleaf's module has its name from its manifest. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.tallystick.thymeleaf {
    requires transitive dev.tallystick.core;
    requires transitive thymeleaf;
    requires static transitive org.jspecify;

    exports dev.tallystick.thymeleaf;
}
