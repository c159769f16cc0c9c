package dev.tallystick.spring.boot.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.CsrfExempt;
import dev.tallystick.CsrfToken;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.result.view.RequestDataValueProcessor;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

class ReactiveApplicationTest {

    static final class Transfer {
        private String to = "";

        public String getTo() {
            return to;
        }

        public void setTo(String to) {
            this.to = to;
        }
    }

    @RestController
    static class Views {
        @GetMapping("/web/token")
        String token(CsrfToken token) {
            return token.value();
        }

        @PostMapping("/web/transfer")
        String transfer(@ModelAttribute Transfer transfer) {
            return "to " + transfer.getTo();
        }

        @PostMapping("/web/login")
        Mono<String> login(WebSession session) {
            session.getAttributes().put("user", "ann");
            return session.changeSessionId().thenReturn("hello");
        }

        @CsrfExempt
        @PostMapping({"/web/hook", "/mobile/hook"})
        String hook() {
            return "hook";
        }

        @RequestMapping("/open/token")
        String open(Optional<CsrfToken> token) {
            return String.valueOf(token.isPresent());
        }
    }

    @Controller
    static class Pages {
        @GetMapping("/web/forms")
        String forms() {
            return "forms";
        }

        @GetMapping("/web/by-hand")
        String byHand() {
            return "by-hand";
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Beans {
        @Bean
        Views views() {
            return new Views();
        }

        @Bean
        Pages pages() {
            return new Pages();
        }
    }

    static class WithAnother extends Beans {
        @Bean
        RequestDataValueProcessor requestDataValueProcessor() {
            return new RequestDataValueProcessor() {
                @Override
                public String processAction(ServerWebExchange exchange, String action, String method) {
                    return action;
                }

                @Override
                public String processFormFieldValue(
                        ServerWebExchange exchange, String name, String value, String type) {
                    return value;
                }

                @Override
                public Map<String, String> getExtraHiddenFields(ServerWebExchange exchange) {
                    return Map.of("theirs", "1");
                }

                @Override
                public String processUrl(ServerWebExchange exchange, String url) {
                    return url;
                }
            };
        }
    }

    static class WithSecurity extends Beans {
        @Bean
        SecurityWebFilterChain chain(ServerHttpSecurity http) {
            return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
                    .authorizeExchange(all -> all.anyExchange().permitAll())
                    .build();
        }
    }

    static class WithItsCsrf extends Beans {
        @Bean
        SecurityWebFilterChain chain(ServerHttpSecurity http) {
            return http.authorizeExchange(all -> all.anyExchange().permitAll()).build();
        }
    }

    @Test
    void aTokenIsAControllersArgumentAndHoldsForItsSession() {
        try (Site site = Site.start(Beans.class)) {
            String before = site.get("/web/token").body();

            assertThat(site.post("/web/transfer", "to=bob&_csrf=" + before).body())
                    .isEqualTo("to bob");
            assertThat(site.post("/web/transfer", "to=bob").body()).contains("missing-token");
            assertThat(site.forge("/web/transfer", "to=bob&_csrf=" + before).body())
                    .contains("untrusted-origin");

            site.post("/web/login", "_csrf=" + before);
            assertThat(site.post("/web/transfer", "to=bob&_csrf=" + before).body())
                    .contains("wrong-token");
            assertThat(site.post(
                                    "/web/transfer",
                                    "to=bob&_csrf=" + site.get("/web/token").body())
                            .body())
                    .isEqualTo("to bob");
            assertThat(site.get("/open/token").body()).isEqualTo("true");
        }
    }

    @Test
    void anExemptHandlerIsExemptFromTheForgeryCheckAlone() {
        try (Site site = Site.start(Beans.class)) {
            assertThat(site.forge("/web/hook", "").body()).isEqualTo("hook");
            assertThat(site.forge("/mobile/hook", "").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void theKeysAreThoseOfEveryOtherApplication() {
        try (Site site = Site.start(
                Beans.class,
                "tallystick.mounts=/web=csrf",
                "tallystick.per-mount[/web].mode=origin-only",
                "tallystick.exempt=/web/transfer")) {
            assertThat(site.post("/web/login", "").body()).isEqualTo("hello");
            assertThat(site.forge("/web/transfer", "to=bob").body()).isEqualTo("to bob");
            assertThat(site.get("/open/token").body()).contains("no-protection");
        }
    }

    @Test
    void everyFormThatChangesSomethingHereHasOneFieldAndNoOtherHasAny() {
        for (Class<?> beans : new Class<?>[] {Beans.class, WithAnother.class}) {
            try (Site site = Site.start(beans)) {
                String page = site.get("/web/forms").body();

                assertThat(fields(form(page, "posting"))).isEqualTo(1);
                assertThat(fields(form(page, "relative"))).isEqualTo(1);
                assertThat(fields(form(page, "getting"))).isZero();
                assertThat(fields(form(page, "foreign"))).isZero();
                assertThat(fields(form(page, "foreign-without-scheme"))).isZero();
                assertThat(form(page, "foreign").contains("theirs")).isEqualTo(beans == WithAnother.class);
                assertThat(site.post("/web/transfer", "to=bob&_csrf=" + value(form(page, "posting")))
                                .body())
                        .isEqualTo("to bob");
            }
        }
    }

    @Test
    void aPageCanWriteTheFieldItself() {
        try (Site site = Site.start(Beans.class)) {
            String page = site.get("/web/by-hand").body();

            assertThat(fields(page)).isEqualTo(1);
            assertThat(site.post("/web/transfer", "to=bob&_csrf=" + value(page)).body())
                    .isEqualTo("to bob");
        }
    }

    @Test
    void besideSpringSecurityWithItsCsrfOffOnlyOursIsAskedFor() {
        try (Site site = Site.startWithSecurity(WithSecurity.class)) {
            String page = site.get("/web/forms").body();

            assertThat(site.post("/web/transfer", "to=bob&_csrf=" + value(form(page, "posting")))
                            .body())
                    .isEqualTo("to bob");
            assertThat(site.forge("/web/transfer", "to=bob").body()).contains("untrusted-origin");
        }
    }

    @Test
    void besideSpringSecurityWithItsCsrfOnTheApplicationDoesNotStart() {
        assertThatThrownBy(() -> Site.startWithSecurity(WithItsCsrf.class).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("http.csrf(csrf -> csrf.disable())");
    }

    private static String form(String page, String id) {
        int start = page.indexOf("id=\"" + id + "\"");
        assertThat(start).as(id).isPositive();
        return page.substring(page.lastIndexOf("<form", start), page.indexOf("</form>", start));
    }

    private static long fields(String form) {
        return Pattern.compile("name=\"_csrf\"").matcher(form).results().count();
    }

    private static String value(String form) {
        int start = form.indexOf("value=\"", form.indexOf("name=\"_csrf\"")) + "value=\"".length();
        return form.substring(start, form.indexOf('"', start));
    }
}
