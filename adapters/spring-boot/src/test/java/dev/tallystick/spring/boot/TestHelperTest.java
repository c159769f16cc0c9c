package dev.tallystick.spring.boot;

import static dev.tallystick.spring.boot.test.TallystickTest.csrf;
import static dev.tallystick.spring.boot.test.TallystickTest.wrongCsrf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.tallystick.servlet.TallystickFilter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.DefaultMockMvcBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
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
    void headersForAnyOtherClientAreMadeOfThoseThatAreThere() {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.COOKIE, "a=1");

        csrf(site.context(), site.at("/web/transfer")).accept(headers);

        assertThat(headers.getFirst(HttpHeaders.COOKIE)).startsWith("a=1; csrf=");
        assertThat(headers.getFirst("X-CSRF-Token")).isNotBlank();
        assertThat(headers.getFirst("Origin")).isEqualTo(site.origin());
    }
}
