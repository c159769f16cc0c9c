/** Tallystick in Spring WebFlux. Spring's modules have names, and no descriptors. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.tallystick.spring.webflux {
    requires transitive dev.tallystick.core;
    requires transitive spring.core;
    requires transitive spring.web;
    requires transitive spring.webflux;
    requires transitive reactor.core;
    requires spring.beans;
    requires transitive spring.context;
    requires org.reactivestreams;
    requires static reactor.netty.core;
    requires static reactor.netty.http;
    requires static io.netty.codec.http;
    requires static transitive spring.test;
    requires static transitive org.jspecify;

    exports dev.tallystick.spring.webflux;
    exports dev.tallystick.spring.webflux.test;
}
