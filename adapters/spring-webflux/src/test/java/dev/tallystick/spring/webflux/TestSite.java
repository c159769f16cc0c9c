package dev.tallystick.spring.webflux;

import java.time.Duration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/** An application on a server of its own, at a free port of 127.0.0.1; a browser would know it as {@code localhost}. */
final class TestSite implements AutoCloseable {

    @EnableWebFlux
    static class WebFlux implements WebFluxConfigurer {
        @Override
        public void configureArgumentResolvers(ArgumentResolverConfigurer resolvers) {
            resolvers.addCustomResolver(TallystickWebFilter.tokenArgument());
        }
    }

    private final AnnotationConfigApplicationContext context;
    private final LoopResources loop;
    private final DisposableServer server;

    private TestSite(AnnotationConfigApplicationContext context, LoopResources loop, DisposableServer server) {
        this.context = context;
        this.loop = loop;
        this.server = server;
    }

    /** Starts an application that this filter guards, as users mount it, with these classes as beans. */
    static TestSite guarded(TallystickWebFilter filter, Class<?>... beans) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean(TallystickWebFilter.class, () -> filter);
        return started(context, beans);
    }

    /** Starts an application with these beans, guarded or not; one thread of its own serves all requests. */
    static TestSite started(AnnotationConfigApplicationContext context, Class<?>... beans) {
        context.register(WebFlux.class);
        context.register(beans);
        context.refresh();
        LoopResources loop = LoopResources.create("event-loop", 1, true);
        return new TestSite(
                context,
                loop,
                HttpServer.create()
                        .runOn(loop, false)
                        .host("127.0.0.1")
                        .port(0)
                        .handle(new ReactorHttpHandlerAdapter(WebHttpHandlerBuilder.applicationContext(context)
                                .build()))
                        .bindNow(Duration.ofSeconds(20)));
    }

    ApplicationContext context() {
        return context;
    }

    int port() {
        return server.port();
    }

    String host() {
        return "localhost:" + port();
    }

    String origin() {
        return "http://" + host();
    }

    /** A request with {@code Host} and nothing else. */
    RawRequest request(String method, String target) {
        return RawRequest.line(method + " " + target + " HTTP/1.1").header("Host", host());
    }

    RawResponse send(RawRequest request) {
        return RawConnection.exchange(port(), request);
    }

    RawResponse get(String target) {
        return send(request("GET", target));
    }

    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(20));
        loop.dispose();
        context.close();
    }
}
