/** Tallystick in Spring Boot. Spring's own modules have their names from their manifests. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.tallystick.spring.boot {
    requires transitive dev.tallystick.servlet;
    requires transitive dev.tallystick.spring.webflux;
    requires static dev.tallystick.jwt;
    requires transitive spring.boot;
    requires spring.boot.autoconfigure;
    requires spring.beans;
    requires transitive spring.context;
    requires spring.core;
    requires transitive spring.web;
    requires static spring.webmvc;
    requires static spring.webflux;
    requires static reactor.core;
    requires static spring.security.web;
    requires static transitive spring.test;
    requires static transitive org.jspecify;

    exports dev.tallystick.spring.boot;
    exports dev.tallystick.spring.boot.reactive;
    exports dev.tallystick.spring.boot.test;

    // Spring makes the beans, and binds the keys, by reflection.
    opens dev.tallystick.spring.boot to
            spring.beans,
            spring.boot,
            spring.context,
            spring.core;
    opens dev.tallystick.spring.boot.reactive to
            spring.beans,
            spring.context,
            spring.core;
}
