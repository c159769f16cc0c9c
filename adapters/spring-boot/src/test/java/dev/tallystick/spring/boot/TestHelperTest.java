package dev.tallystick.spring.boot;

import static dev.tallystick.spring.boot.test.TallystickTest.csrf;
import static dev.tallystick.spring.boot.test.TallystickTest.wrongCsrf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.tallystick.servlet.TallystickFilter;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.client.MockMvcWebTestClient;
import org.springframework.test.web.servlet.setup.DefaultMockMvcBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.context.WebApplicationContext;

class TestHelperTest {

    private static Site site;
    private static MockMvc mvc;

    @BeforeAll
    static void start() {
        site = Site.start(
                GuardedApplicationTest.Controllers.class,
                "tallystick.mounts=/web=csrf,/strict=csrf",
                "tallystick.otherwise=none",
                "tallystick.max-age=PT1H");
        WebApplicationContext context = (WebApplicationContext) site.context();
        DefaultMockMvcBuilder builder =
                MockMvcBuilders.webAppContextSetup(context).addFilters(context.getBean(TallystickFilter.class));
        mvc = builder.build();
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @Test
    void aMockRequestPassesWithItAndNotWithout() throws Exception {
        mvc.perform(post("/web/transfer")).andExpect(status().isForbidden());
        mvc.perform(post("/web/transfer").with(csrf())).andExpect(status().isOk());
        mvc.perform(post("/web/transfer").with(wrongCsrf())).andExpect(status().isForbidden());
    }

    @Test
    void aTokenIsOfTheSessionThatTheTestSays() throws Exception {
        mvc.perform(post("/web/transfer").session(new MockHttpSession()).with(csrf()))
                .andExpect(status().isOk());
    }

    @Test
    void anOriginThatTheTestSaysIsKept() throws Exception {
        mvc.perform(post("/web/transfer")
                        .header("Origin", "https://evil.example")
                        .with(csrf()))
                .andExpect(status().isForbidden());
    }

    @Test
    void anHttpsRequestPassesToo() throws Exception {
        mvc.perform(post("https://bank.example/web/transfer").with(csrf())).andExpect(status().isOk());
    }

    @Test
    void aMockMvcWithoutApplicationIsTold() {
        MockMvc alone = MockMvcBuilders.standaloneSetup(new GuardedApplicationTest.Controller())
                .build();

        assertThatThrownBy(() -> alone.perform(post("/web/transfer").with(csrf())))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aClientOfTheRunningServerPasses() {
        RestTemplate client = new RestTemplate();
        client.getInterceptors().add(csrf(site.context()));

        assertThat(client.postForObject(site.at("/web/transfer"), null, String.class))
                .startsWith("transferred");
    }

    @Test
    void aRestClientOfTheRunningServerPasses() {
        RestClient client =
                RestClient.builder().requestInterceptor(csrf(site.context())).build();

        assertThat(client.post().uri(site.at("/web/transfer")).retrieve().body(String.class))
                .startsWith("transferred");
    }

    @Test
    void aWebTestClientOfTheRunningServerPassesWithTheHeadersAndNotWithout() {
        URI address = site.at("/web/transfer");
        WebTestClient client =
                WebTestClient.bindToServer(new JdkClientHttpConnector()).build();

        client.post().uri(address).exchange().expectStatus().isForbidden();
        client.post()
                .uri(address)
                .cookie("theme", "dark")
                .headers(csrf(site.context(), address))
                .exchange()
                .expectStatus()
                .isOk();
    }

    @Test
    void aWebTestClientOnMockMvcPassesWhereEveryRequestIsMadeSo() {
        WebApplicationContext context = (WebApplicationContext) site.context();
        TallystickFilter filter = context.getBean(TallystickFilter.class);
        MockMvcWebTestClient.MockMvcServerSpec<?> without =
                MockMvcWebTestClient.bindToApplicationContext(context).filters(filter);
        MockMvcWebTestClient.MockMvcServerSpec<?> with = MockMvcWebTestClient.bindToApplicationContext(context)
                .filters(filter)
                .defaultRequest(get("/").with(csrf()));

        without.build().post().uri("/web/transfer").exchange().expectStatus().isForbidden();
        with.build().post().uri("/web/transfer").exchange().expectStatus().isOk();
    }

    @Test
    void aClientWithoutSpringPassesWithTheHeaders() {
        HttpHeaders headers = new HttpHeaders();
        csrf(site.context(), site.at("/web/transfer")).accept(headers);

        assertThat(site.send(site.bare("/web/transfer", headers)).body()).startsWith("transferred");
        assertThat(site.send(site.bare("/web/transfer", new HttpHeaders())).statusCode())
                .isEqualTo(403);
    }

    @Test
    void aSecretInTheServersSessionIsMadeForAMockRequestAndNotForARunningServer() throws Exception {
        try (Site other = Site.start(
                GuardedApplicationTest.Controllers.class,
                "tallystick.mounts=/web=csrf",
                "tallystick.secret-store=session")) {
            WebApplicationContext context = (WebApplicationContext) other.context();
            DefaultMockMvcBuilder builder =
                    MockMvcBuilders.webAppContextSetup(context).addFilters(context.getBean(TallystickFilter.class));

            builder.build().perform(post("/web/transfer").with(csrf())).andExpect(status().isOk());
            assertThatThrownBy(() -> csrf(context, other.at("/web/transfer")).accept(new HttpHeaders()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("from a page of it");
        }
    }

    @Test
    void headersForAnyOtherClientAreMadeOfThoseThatAreThere() {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.COOKIE, "a=1");

        csrf(site.context(), site.at("/web/transfer")).accept(headers);

        assertThat(headers.getFirst(HttpHeaders.COOKIE)).startsWith("a=1; csrf=");
        assertThat(headers.getFirst("X-CSRF-Token")).isNotBlank();
        assertThat(headers.getFirst("Origin")).isEqualTo(site.origin());
    }
}
