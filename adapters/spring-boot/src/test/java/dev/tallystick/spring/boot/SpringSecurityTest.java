package dev.tallystick.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.CsrfToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
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

    /** With the pages that it makes itself, and logout by POST alone, as the starter's page of instructions has it. */
    @Configuration(proxyBeanMethods = false)
    static class WithItsLogin extends HiddenFieldsTest.WithPages {
        @Bean
        Controller controller() {
            return new Controller();
        }

        @Bean
        InMemoryUserDetailsManager users() {
            return new InMemoryUserDetailsManager(
                    User.withUsername("ann").password("{noop}ann").roles("USER").build());
        }

        @Bean
        SecurityFilterChain chain(HttpSecurity http) throws Exception {
            return http.csrf(csrf -> csrf.disable())
                    .formLogin(Customizer.withDefaults())
                    .logout(logout -> logout.logoutRequestMatcher(
                            PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.POST, "/logout")))
                    .authorizeHttpRequests(all -> all.anyRequest().authenticated())
                    .build();
        }
    }

    /** Someone else may start who has it on without knowing: it is on by default. */
    @Configuration(proxyBeanMethods = false)
    static class WithItsDefaults extends HiddenFieldsTest.WithPages {}

    @Test
    void itsOwnPagesToSignInAndOutHaveOurField() {
        try (Site site = Site.startWithSecurity(
                WithItsLogin.class, "tallystick.mounts=/web=csrf", "tallystick.otherwise=csrf")) {
            String before = new Page(site.getPage("/login").body()).value("_csrf");
            assertThat(site.post("/login", "username", "ann", "password", "ann").body())
                    .contains("missing-token");
            assertThat(site.forge("/login", "username", "ann", "password", "ann", "_csrf", before)
                            .body())
                    .contains("untrusted-origin");

            site.post("/login", "username", "ann", "password", "ann", "_csrf", before);
            assertThat(site.post("/web/echo", "_csrf", before).body()).contains("wrong-token");
            String after = site.get("/web/token").body();
            assertThat(site.post("/web/echo", "_csrf", after).body()).isEqualTo("echo");

            String leaving = new Page(site.getPage("/logout").body()).value("_csrf");
            assertThat(site.post("/logout").body()).contains("missing-token");
            assertThat(site.get("/web/token").statusCode()).isEqualTo(200);
            assertThat(site.post("/logout", "_csrf", leaving).statusCode()).isEqualTo(302);
            assertThat(site.get("/web/token").statusCode()).isNotEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {WithItsCsrf.class, WithItsDefaults.class})
    void besideItWithItsCsrfOnTheApplicationDoesNotStartAndSaysWhatToDo(Class<?> application) {
        assertThatThrownBy(() -> Site.startWithSecurity(application, "tallystick.mounts=/web=csrf")
                        .close())
                .isInstanceOfSatisfying(InvalidTallystickConfigurationException.class, failure -> {
                    FailureAnalysis analysis = new ConfigurationFailureAnalyzer().analyze(failure);
                    assertThat(analysis.getDescription())
                            .contains("Spring Security's CSRF protection is on beside Tallystick's")
                            .contains("http.csrf(csrf -> csrf.disable())")
                            .contains("tallystick.parameter-name");
                });
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
