package dev.tallystick.spring.webflux;

import static dev.tallystick.spring.webflux.test.TallystickWebTest.csrf;
import static dev.tallystick.spring.webflux.test.TallystickWebTest.wrongCsrf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Router;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.FluxExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.WebSessionManager;

class TestHelperTest {

    /** As Spring Boot has it. */
    static final class Sessions {
        @Bean
        WebSessionManager webSessionManager() {
            return new DefaultWebSessionManager();
        }
    }

    private TestSite site;

    @BeforeEach
    void start() {
        site = TestSite.guarded(
                TallystickWebFilter.builder(Router.builder()
                                .mount("/seen", new BearerDoor())
                                .otherwise(CsrfProtection.builder().build())
                                .build())
                        .build(),
                Views.class,
                Sessions.class);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private WebTestClient client() {
        return WebTestClient.bindToApplicationContext(site.context()).build();
    }

    /** What comes of it; Spring's own assertions are others in each of its versions. */
    private static String outcome(WebTestClient.RequestHeadersSpec<?> request) {
        FluxExchangeResult<String> result = request.exchange().returnResult(String.class);
        String body = result.getResponseBody().blockFirst();
        return result.getStatus().value() == 200
                ? String.valueOf(body)
                : result.getStatus().value() + "";
    }

    private static WebTestClient.RequestHeadersSpec<?> transfer(WebTestClient client) {
        return client.post()
                .uri("/form")
                .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                .bodyValue("to=bob");
    }

    @Test
    void withoutAServerARequestGetsWhatABrowserWouldSend() {
        WebTestClient applied = WebTestClient.bindToApplicationContext(site.context())
                .apply(csrf())
                .build();

        assertThat(outcome(transfer(client()))).isEqualTo("403");
        assertThat(outcome(transfer(client().mutateWith(wrongCsrf())))).isEqualTo("403");
        assertThat(outcome(transfer(client().mutateWith(csrf())))).isEqualTo("to bob");
        assertThat(outcome(transfer(applied))).isEqualTo("to bob");
    }

    @Test
    void whatTheTestSaysOfItsOriginStands() {
        assertThat(outcome(transfer(client().mutateWith(csrf())).header("Origin", "https://evil.example")))
                .isEqualTo("403");
    }

    @Test
    void aTokenIsBoundToTheSessionThatTheRequestIsIn() {
        assertThat(outcome(transfer(client().mutateWith(csrf())).cookie("SESSION", loggedIn())))
                .isEqualTo("to bob");
    }

    private String loggedIn() {
        Visitor ann = new Visitor(site);
        String token = ann.token("/token");
        ann.send(ann.request("POST", "/login").form("_csrf=" + token));
        assertThat(ann.cookie("SESSION")).isNotEmpty();
        return ann.cookie("SESSION");
    }

    @Test
    void clientsOfARunningServerGetItInTheirHeaders() {
        URI address = URI.create(site.origin() + "/form");
        WebTestClient client =
                WebTestClient.bindToServer().baseUrl(site.origin()).build();

        assertThat(outcome(transfer(client))).isEqualTo("403");
        assertThat(outcome(transfer(client)
                        .header("Cookie", "SESSION=" + loggedIn())
                        .headers(csrf(site.context(), address))))
                .isEqualTo("to bob");
        assertThat(WebClient.builder()
                        .filter(csrf(site.context()))
                        .build()
                        .post()
                        .uri(address)
                        .exchangeToMono(response -> response.releaseBody().thenReturn(response.statusCode()))
                        .block())
                .isEqualTo(HttpStatus.OK);
    }

    @Test
    void whatCannotWorkSaysWhatToDo() {
        assertThatThrownBy(() -> WebTestClient.bindToServer().build().mutateWith(csrf()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(".headers(csrf(context, address))");
        assertThatThrownBy(() -> csrf(site.context(), URI.create(site.origin() + "/seen"))
                        .accept(new HttpHeaders()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("No page at /seen");
        assertThatThrownBy(() -> csrf(new StaticApplicationContext(), URI.create("http://localhost/x"))
                        .accept(new HttpHeaders()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no TallystickWebFilter bean");
    }
}
