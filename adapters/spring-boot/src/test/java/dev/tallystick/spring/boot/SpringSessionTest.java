package dev.tallystick.spring.boot;

import static dev.tallystick.spring.boot.test.TallystickTest.csrf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.tallystick.CsrfToken;
import dev.tallystick.servlet.TallystickFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.config.annotation.web.http.EnableSpringHttpSession;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.DefaultMockMvcBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;

/** Beside Spring Session, whose sessions live in a map here. */
class SpringSessionTest {

    @RestController
    static class Controller {
        @GetMapping("/web/token")
        String token(CsrfToken token) {
            return token.value();
        }

        @PostMapping("/web/login")
        String login(HttpServletRequest request) {
            request.getSession().setAttribute("user", "ann");
            return request.changeSessionId();
        }

        @PostMapping("/web/echo")
        String echo() {
            return "echo";
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableSpringHttpSession
    static class WithSessions {
        final Map<String, Session> sessions = new ConcurrentHashMap<>();

        @Bean
        MapSessionRepository sessionRepository() {
            return new MapSessionRepository(sessions);
        }

        @Bean
        Controller controller() {
            return new Controller();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class RegisteredTooEarly extends WithSessions {
        @Bean
        TallystickFilterRegistration registration(TallystickFilter filter) {
            return new TallystickFilterRegistration(filter, false);
        }
    }

    @Test
    void aTokenIsBoundToTheSessionThatItKeeps() {
        try (Site site = Site.start(WithSessions.class, "tallystick.mounts=/web=csrf")) {
            String before = site.get("/web/token").body();
            assertThat(sessions(site)).as("a page with a token begins none").isEmpty();
            String id = site.post("/web/login", "_csrf", before).body();
            assertThat(sessions(site)).containsOnlyKeys(id);

            assertThat(site.post("/web/echo", "_csrf", before).body()).contains("wrong-token");
            String after = site.get("/web/token").body();
            assertThat(site.post("/web/echo", "_csrf", after).body()).isEqualTo("echo");

            site.cookies().remove("SESSION");
            assertThat(site.post("/web/echo", "_csrf", after).body()).contains("wrong-token");
            assertThat(site.cookies()).containsOnlyKeys("csrf");
        }
    }

    @Test
    void theSecretLivesInTheSessionThatItKeeps() {
        try (Site site =
                Site.start(WithSessions.class, "tallystick.mounts=/web=csrf", "tallystick.secret-store=session")) {
            String token = site.get("/web/token").body();
            assertThat(site.cookies()).containsOnlyKeys("SESSION");
            assertThat(sessions(site)).hasSize(1);
            assertThat(sessions(site).values().iterator().next().getAttributeNames())
                    .hasSize(1);

            assertThat(site.post("/web/echo", "_csrf", token).body()).isEqualTo("echo");
            assertThat(site.forge("/web/echo", "_csrf", token).body()).contains("untrusted-origin");

            sessions(site).clear();
            assertThat(site.post("/web/echo", "_csrf", token).body()).contains("missing-secret");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-2147483598", "-200"})
    void itsFilterComesFirstWhereverItStands(String order) {
        try (Site site = Site.start(
                WithSessions.class, "tallystick.mounts=/web=csrf", "spring.session.servlet.filter-order=" + order)) {
            site.post("/web/login", "_csrf", site.get("/web/token").body());
            String token = site.get("/web/token").body();
            site.cookies().remove("SESSION");

            assertThat(site.post("/web/echo", "_csrf", token).body()).contains("wrong-token");
        }
    }

    @Test
    void whereNothingBelongsToASessionOursComesFirst() {
        try (Site site = Site.start(
                WithSessions.class, "tallystick.mounts=/web=csrf", "tallystick.session-binding=cookie:SESSION")) {
            assertThat(site.context()
                            .getBean(TallystickFilterRegistration.class)
                            .getOrder())
                    .isEqualTo(Integer.MIN_VALUE);
            site.post("/web/login", "_csrf", site.get("/web/token").body());
            String token = site.get("/web/token").body();

            assertThat(site.post("/web/echo", "_csrf", token).body()).isEqualTo("echo");
            site.cookies().remove("SESSION");
            assertThat(site.post("/web/echo", "_csrf", token).body()).contains("wrong-token");
        }
    }

    @Test
    void aRegistrationOfTheApplicationsThatStandsTooEarlyStopsTheStart() {
        assertThatThrownBy(() -> Site.start(RegisteredTooEarly.class, "tallystick.mounts=/web=csrf")
                        .close())
                .isInstanceOf(InvalidTallystickConfigurationException.class)
                .hasMessageContaining("setOrder")
                .hasMessageContaining("cookie:SESSION");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cookie", "session"})
    void theTestHelperMakesTokensOfItsSessions(String store) throws Exception {
        try (Site site =
                Site.start(WithSessions.class, "tallystick.mounts=/web=csrf", "tallystick.secret-store=" + store)) {
            WebApplicationContext context = (WebApplicationContext) site.context();
            DefaultMockMvcBuilder builder = MockMvcBuilders.webAppContextSetup(context)
                    .addFilters(
                            context.getBean("springSessionRepositoryFilter", Filter.class),
                            context.getBean(TallystickFilter.class));
            MockMvc mvc = builder.build();
            HttpHeaders headers = new HttpHeaders();
            site.post("/web/login", "_csrf", site.get("/web/token").body());
            headers.set(HttpHeaders.COOKIE, "SESSION=" + site.cookies().get("SESSION"));
            csrf(context, site.at("/web/echo")).accept(headers);

            mvc.perform(post("/web/echo").with(csrf())).andExpect(status().isOk());
            assertThat(site.send(site.bare("/web/echo", headers)).body()).isEqualTo("echo");
        }
    }

    private static Map<String, Session> sessions(Site site) {
        return site.context().getBean(WithSessions.class).sessions;
    }
}
