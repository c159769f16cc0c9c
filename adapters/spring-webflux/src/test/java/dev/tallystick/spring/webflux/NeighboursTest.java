package dev.tallystick.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Router;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;

/** Beside Spring Security and a filter for CORS. */
class NeighboursTest {

    private static final String APP = "https://app.example";

    @Configuration(proxyBeanMethods = false)
    @EnableWebFluxSecurity
    static class Security {
        @Bean
        SecurityWebFilterChain chain(ServerHttpSecurity http) {
            return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
                    .httpBasic(Customizer.withDefaults())
                    .authorizeExchange(all -> all.anyExchange().authenticated())
                    .build();
        }

        @Bean
        MapReactiveUserDetailsService users() {
            return new MapReactiveUserDetailsService(
                    User.withUsername("ann").password("{noop}ann").roles("USER").build());
        }
    }

    static class Cors {
        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        CorsWebFilter cors() {
            CorsConfiguration allowed = new CorsConfiguration();
            allowed.setAllowedOrigins(List.of(APP));
            allowed.setAllowedMethods(List.of("GET", "POST"));
            allowed.setAllowedHeaders(List.of("X-CSRF-Token"));
            allowed.setAllowCredentials(true);
            UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
            source.registerCorsConfiguration("/**", allowed);
            return new CorsWebFilter(source);
        }
    }

    private static TestSite site(Class<?>... beans) {
        return TestSite.guarded(
                TallystickWebFilter.builder(Router.builder()
                                .mount("/seen", new BearerDoor())
                                .otherwise(CsrfProtection.builder()
                                        .trustedOrigin(APP)
                                        .build())
                                .build())
                        .build(),
                beans);
    }

    private static RawRequest withPassword(RawRequest request) {
        return request.header(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString("ann:ann".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aForgedRequestIsRefusedBeforeSpringSecurityAsksWhoItIs() {
        try (TestSite site = site(Security.class, Views.class)) {
            RawResponse forged =
                    site.send(withPassword(site.request("POST", "/form")).header("Origin", "https://evil.example"));
            RawResponse unknown = site.get("/plain");

            assertThat(forged.reason()).isEqualTo("untrusted-origin");
            assertThat(unknown.status()).isEqualTo(401);
        }
    }

    @Test
    void aTokenHoldsForWhomSpringSecurityKnows() {
        try (TestSite site = site(Security.class, Views.class)) {
            Visitor ann = new Visitor(site);
            String token = ann.send(withPassword(ann.request("GET", "/token"))).text();
            RawRequest form = withPassword(ann.request("POST", "/form")).form("to=bob&_csrf=" + token);

            assertThat(ann.send(form).text()).isEqualTo("to bob");
            assertThat(ann.send(withPassword(ann.request("POST", "/form")).form("to=bob"))
                            .reason())
                    .isEqualTo("missing-token");
        }
    }

    @Test
    void aPreflightIsAnsweredByAFilterOfTheVeryHighestPrecedence() {
        try (TestSite site = site(Cors.class, Views.class)) {
            for (String target : List.of("/form", "/seen")) {
                RawResponse answer = site.send(site.request("OPTIONS", target)
                        .header("Origin", APP)
                        .header("Access-Control-Request-Method", "POST")
                        .header("Access-Control-Request-Headers", "x-csrf-token"));

                assertThat(answer.status()).as(target).isEqualTo(200);
                assertThat(answer.headers("Access-Control-Allow-Origin")).containsExactly(APP);
            }
        }
    }

    @Test
    void theTrustedFrontEndActsWithATokenAndCanReadWhyItMayNotWithout() {
        try (TestSite site = site(Cors.class, Views.class)) {
            RawResponse page = site.send(site.request("GET", "/token").header("Origin", APP));
            String cookie = page.headers("Set-Cookie").get(0);
            RawRequest without = site.request("POST", "/form")
                    .header("Origin", APP)
                    .header("Cookie", cookie.substring(0, cookie.indexOf(';')));
            RawRequest with = site.request("POST", "/form")
                    .header("Origin", APP)
                    .header("Cookie", cookie.substring(0, cookie.indexOf(';')))
                    .header("X-CSRF-Token", page.text());

            assertThat(site.send(with.form("to=bob")).text()).isEqualTo("to bob");
            RawResponse refused = site.send(without.form("to=bob"));
            assertThat(refused.reason()).isEqualTo("missing-token");
            assertThat(refused.headers("Access-Control-Allow-Origin")).containsExactly(APP);
            assertThat(site.send(site.request("POST", "/form").header("Origin", "https://evil.example"))
                            .status())
                    .isEqualTo(403);
        }
    }
}
