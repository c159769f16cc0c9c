package dev.tallystick.spring.boot;

import static dev.tallystick.spring.boot.test.TallystickTest.csrf;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.client.RestTestClient;

/** The test helper with the client that came with Spring Framework 7. */
class RestTestClientTest {

    private static Site site;

    @BeforeAll
    static void start() {
        site = Site.start(GuardedApplicationTest.Controllers.class, "tallystick.mounts=/web=csrf");
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @Test
    void aRequestPassesWithTheHeadersAndNotWithout() {
        RestTestClient client = RestTestClient.bindToServer().build();

        client.post()
                .uri(site.at("/web/transfer"))
                .headers(csrf(site.context(), site.at("/web/transfer")))
                .exchange()
                .expectStatus()
                .isOk();
        client.post().uri(site.at("/web/transfer")).exchange().expectStatus().isForbidden();
    }

    @Test
    void everyRequestPassesThroughTheInterceptor() {
        RestTestClient client = RestTestClient.bindToServer()
                .baseUrl(site.origin())
                .requestInterceptor(csrf(site.context()))
                .build();

        client.post().uri("/web/transfer").exchange().expectStatus().isOk();
        client.get()
                .uri("/web/token")
                .exchange()
                .expectStatus()
                .isOk()
                .expectCookie()
                .exists("csrf");
    }
}
