package dev.tallystick.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfToken;
import dev.tallystick.DecisionEvent;
import dev.tallystick.DecisionListener;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

class GuardedApplicationTest {

    @RestController
    static class Controller {

        @GetMapping("/web/token")
        String token(CsrfToken token) {
            return token.value();
        }

        @GetMapping({"/web/optional", "/mobile/optional", "/shut/optional"})
        String optional(Optional<CsrfToken> token) {
            return token.isPresent() ? "a token" : "no token";
        }

        @GetMapping({"/web/nullable", "/mobile/nullable"})
        String nullable(@Nullable CsrfToken token) {
            return token == null ? "no token" : "a token";
        }

        @PostMapping({"/web/transfer", "/strict/transfer"})
        String transfer(@RequestParam(defaultValue = "") String field) {
            return "transferred " + field;
        }

        @PostMapping("/web/upload")
        String upload(MultipartFile file) {
            return file.getSize() + " bytes";
        }

        @PostMapping("/web/login")
        String login(HttpServletRequest request) {
            HttpSession session = request.getSession();
            session.setAttribute("user", "ann");
            return request.changeSessionId();
        }

        @GetMapping("/web/failing")
        String failing() {
            throw new IllegalStateException("on purpose");
        }
    }

    /** Where the JWT's door is open to everyone, to see what views behind it have. */
    @Configuration(proxyBeanMethods = false)
    static class Controllers {
        @Bean
        Controller controller() {
            return new Controller();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Listening {
        final List<DecisionEvent> events = new CopyOnWriteArrayList<>();

        @Bean
        DecisionListener listener() {
            return events::add;
        }

        @Bean
        Router router() {
            return Router.builder().otherwise(Protection.denyAll()).build();
        }

        @Bean
        TallystickFilterCustomizer customizer() {
            return filter -> filter.listener(events::add);
        }
    }

    @Test
    void aFormOfAnotherSiteIsRefusedAndOneOfOursPassesWithItsToken() {
        try (Site site = Site.start(Controllers.class, "tallystick.mounts=/web=csrf")) {
            String token = site.get("/web/token").body();

            assertThat(site.forge("/web/transfer", "_csrf", token).body()).contains("\"reason\":\"untrusted-origin\"");
            assertThat(site.post("/web/transfer").body()).contains("\"reason\":\"missing-token\"");
            assertThat(site.post("/web/transfer", "_csrf", token, "field", "it").body())
                    .isEqualTo("transferred it");
        }
    }

    @Test
    void aMultipartFormIsSearchedForTheTokenAndStaysWhole() {
        try (Site site = Site.start(Controllers.class, "tallystick.mounts=/web=csrf")) {
            String token = site.get("/web/token").body();

            assertThat(upload(site, token).body()).isEqualTo("3 bytes");
            assertThat(upload(site, "wrong").statusCode()).isEqualTo(403);
        }
    }

    private static HttpResponse<String> upload(Site site, String token) {
        String body = "--x\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n" + token
                + "\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nabc\r\n--x--\r\n";
        return site.send(site.request("/web/upload")
                .header("Origin", site.origin())
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void aTokenFromBeforeLoginIsRefusedAfterIt() {
        try (Site site = Site.start(Controllers.class, "tallystick.mounts=/web=csrf")) {
            String before = site.get("/web/token").body();
            site.post("/web/login", "_csrf", before);

            assertThat(site.post("/web/transfer", "_csrf", before).body()).contains("\"reason\":\"wrong-token\"");
            assertThat(site.post(
                                    "/web/transfer",
                                    "_csrf",
                                    site.get("/web/token").body())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void eachMountHasItsOwnModeAndTrust() {
        try (Site site = Site.start(
                Controllers.class,
                "tallystick.mounts=/web=csrf,/strict=csrf",
                "tallystick.mode=strict",
                "tallystick.per-mount[/web].mode=origin-only",
                "tallystick.per-mount[/web].trusted-origins=https://evil.example,https://other.example")) {
            assertThat(site.post("/web/transfer").statusCode()).isEqualTo(200);
            assertThat(site.forge("/web/transfer").statusCode()).isEqualTo(200);
            assertThat(site.post("/strict/transfer").statusCode()).isEqualTo(403);
            assertThat(site.forge("/strict/transfer").statusCode()).isEqualTo(403);
        }
    }

    @Test
    void aControllerSaysWhetherItNeedsAToken() {
        try (Site site = Site.start(Controllers.class, "tallystick.mounts=/web=csrf,/shut=deny")) {
            assertThat(site.get("/web/optional").body()).isEqualTo("a token");
            assertThat(site.get("/web/nullable").body()).isEqualTo("a token");
            assertThat(site.get("/shut/optional").statusCode()).isEqualTo(403);
        }
    }

    @Test
    void whatNoMountCoversIsRefusedAndWithoutATokenNothingIsSet() {
        try (Site site = Site.start(Controllers.class, "tallystick.mounts=/web=csrf")) {
            assertThat(site.get("/elsewhere").body()).contains("\"reason\":\"no-protection\"");
            assertThat(site.get("/web/unknown").statusCode()).isEqualTo(404);
            assertThat(site.cookies()).isEmpty();
        }
    }

    @Test
    void theErrorPageOfAViewThatFailsIsShown() {
        try (Site site = Site.start(Controllers.class, "tallystick.mounts=/web=csrf")) {
            HttpResponse<String> response = site.get("/web/failing");

            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.body()).contains("\"status\":500");
        }
    }

    @Test
    void theDefaultDoorForJwtsStaysShutWithoutKeys() {
        try (Site site = Site.start(Controllers.class)) {
            assertThat(site.get("/mobile/optional").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void listenersAndBeansOfTheApplicationComeIn() {
        try (Site site = Site.start(Listening.class)) {
            assertThat(site.get("/web/token").statusCode()).isEqualTo(403);

            assertThat(site.context().getBean(Listening.class).events).hasSize(2);
            assertThat(site.context().getBeansOfType(Router.class)).containsOnlyKeys("router");
        }
    }

    @Test
    void anApplicationStartsWithLazyBeansToo() {
        try (Site site =
                Site.start(Controllers.class, "tallystick.mounts=/web=csrf", "spring.main.lazy-initialization=true")) {
            assertThat(site.forge("/web/transfer").statusCode()).isEqualTo(403);
            assertThat(site.get("/web/token").statusCode()).isEqualTo(200);
        }
    }
}
