package dev.tallystick.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.CsrfToken;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

class SpringSecurityTest {

    @RestController
    static class Controller {
        @GetMapping("/web/token")
        String token(CsrfToken token) {
            return token.value();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithoutItsCsrf extends HiddenFieldsTest.WithPages {
        @Bean
        SecurityFilterChain chain(HttpSecurity http) throws Exception {
            return http.csrf(csrf -> csrf.disable())
                    .authorizeHttpRequests(all -> all.anyRequest().permitAll())
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithItsCsrf extends HiddenFieldsTest.WithPages {
        @Bean
        Controller controller() {
            return new Controller();
        }

        @Bean
        SecurityFilterChain chain(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(all -> all.anyRequest().permitAll())
                    .build();
        }
    }

    @Test
    void besideItWithItsCsrfOffOnlyOursIsAskedFor() {
        try (Site site = Site.startWithSecurity(WithoutItsCsrf.class, "tallystick.mounts=/web=csrf")) {
            String token =
                    new Page(site.get("/web/forms").body()).form("posting").value("_csrf");

            assertThat(site.post("/web/echo", "_csrf", token).body()).isEqualTo("echo");
            assertThat(site.forge("/web/echo", "_csrf", token).body()).contains("untrusted-origin");
        }
    }

    @Test
    void besideItWithItsCsrfOnTheApplicationDoesNotStart() {
        assertThatThrownBy(() -> Site.startWithSecurity(WithItsCsrf.class, "tallystick.mounts=/web=csrf")
                        .close())
                .isInstanceOf(InvalidTallystickConfigurationException.class)
                .hasMessageContaining("http.csrf(csrf -> csrf.disable())");
    }

    @Test
    void withAnotherNameForOurFieldBothMustHold() {
        try (Site site = Site.startWithSecurity(
                WithItsCsrf.class,
                "tallystick.mounts=/web=csrf",
                "tallystick.parameter-name=_ours",
                "tallystick.header-name=X-Ours")) {
            Page posting = new Page(site.get("/web/forms").body()).form("posting");
            String ours = site.get("/web/token").body();

            assertThat(site.post("/web/echo", "_ours", ours).statusCode()).isEqualTo(403);
            assertThat(site.post("/web/echo", "_ours", posting.value("_ours"), "_csrf", posting.value("_csrf"))
                            .statusCode())
                    .isEqualTo(200);
        }
    }
}
