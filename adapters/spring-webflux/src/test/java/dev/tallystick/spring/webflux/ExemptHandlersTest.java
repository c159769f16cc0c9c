package dev.tallystick.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfExempt;
import dev.tallystick.CsrfProtection;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.reactive.HiddenHttpMethodFilter;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;

class ExemptHandlersTest {

    static final class Methods {
        @Bean
        HiddenHttpMethodFilter methods() {
            return new HiddenHttpMethodFilter();
        }
    }

    static final class Paths {
        @Bean
        WebFilter paths() {
            return (exchange, chain) -> {
                String other = exchange.getRequest().getHeaders().getFirst("X-Other-Path");
                return chain.filter(
                        other == null
                                ? exchange
                                : exchange.mutate()
                                        .request(request -> request.path(other))
                                        .build());
            };
        }
    }

    static final class Routes {
        @Bean
        RouterFunction<ServerResponse> routes() {
            return RouterFunctions.route().POST("/route", new Callback()).build();
        }
    }

    @CsrfExempt
    static final class Callback implements HandlerFunction<ServerResponse> {
        @Override
        public Mono<ServerResponse> handle(ServerRequest request) {
            return ServerResponse.ok().bodyValue("called back");
        }
    }

    @CsrfExempt
    @RestController
    static class OfClass {
        @PostMapping("/of-class")
        String answer() {
            return "of class";
        }
    }

    @RestController
    static class Inheriting extends OfClass {
        @Override
        @PostMapping("/inheriting")
        String answer() {
            return "inheriting";
        }
    }

    static final class MappingBefore {
        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        HandlerMapping before() {
            return new SimpleUrlHandlerMapping(Map.of(), Ordered.HIGHEST_PRECEDENCE);
        }
    }

    private static TallystickWebFilter filter() {
        return TallystickWebFilter.builder(CsrfProtection.builder().build()).build();
    }

    private static RawRequest forged(TestSite site, String method, String target) {
        return site.request(method, target).header("Origin", "https://evil.example");
    }

    @Test
    void aFormsOwnWordForTheMethodLeadsToNoOtherHandler() {
        try (TestSite site = TestSite.guarded(filter(), Views.class, Methods.class)) {
            RawResponse deleting = site.send(forged(site, "POST", "/hook").form("_method=DELETE"));

            assertThat(deleting.status()).isEqualTo(403);
            assertThat(deleting.text()).doesNotContain("deleted");
            assertThat(site.send(forged(site, "POST", "/hook").body("text/plain", "x"))
                            .text())
                    .isEqualTo("hook x");
        }
    }

    @Test
    void aFilterThatChangesThePathLeadsToNoOtherHandler() {
        try (TestSite site = TestSite.guarded(filter(), Views.class, Paths.class)) {
            RawRequest forged = forged(site, "POST", "/hook").header("X-Other-Path", "/form");
            RawRequest nowhere = forged(site, "POST", "/hook").header("X-Other-Path", "/nowhere");

            assertThat(site.send(forged.form("to=mallory")).status()).isEqualTo(403);
            assertThat(site.send(nowhere.form("x=y")).status()).isEqualTo(404);
            assertThat(site.send(forged(site, "POST", "/hook").body("text/plain", "x"))
                            .text())
                    .isEqualTo("hook x");
        }
    }

    @Test
    void aClassSaysSoForItselfAlone() {
        try (TestSite site = TestSite.guarded(filter(), OfClass.class, Inheriting.class)) {
            assertThat(site.send(forged(site, "POST", "/of-class")).text()).isEqualTo("of class");
            assertThat(site.send(forged(site, "POST", "/inheriting")).status()).isEqualTo(403);
        }
    }

    @Test
    void aHandlerFunctionIsExemptByItsClass() {
        try (TestSite site = TestSite.guarded(filter(), Views.class, Routes.class)) {
            assertThat(site.send(forged(site, "POST", "/route")).text()).isEqualTo("called back");
        }
    }

    @Test
    void nothingIsExemptWhereTheHandlerCouldNotBeLookedAtAgain() {
        try (TestSite site = TestSite.guarded(filter(), Views.class, MappingBefore.class)) {
            assertThat(site.send(forged(site, "POST", "/hook").body("text/plain", "x"))
                            .reason())
                    .isEqualTo("untrusted-origin");
        }
    }

    @Test
    void aSecondFilterBesideTheFirstChangesNothing() {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean("first", TallystickWebFilter.class, ExemptHandlersTest::filter);
        context.registerBean("second", TallystickWebFilter.class, ExemptHandlersTest::filter);
        try (TestSite site = TestSite.started(context, Views.class)) {
            Visitor ann = new Visitor(site);
            String token = ann.token("/token");

            assertThat(ann.get("/token").headers("Set-Cookie")).isEmpty();
            assertThat(ann.send(ann.request("POST", "/form").form("to=bob&_csrf=" + token))
                            .text())
                    .isEqualTo("to bob");
            assertThat(site.send(forged(site, "POST", "/hook").body("text/plain", "x"))
                            .text())
                    .isEqualTo("hook x");
        }
    }
}
