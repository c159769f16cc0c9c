package dev.tallystick.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SinglePageTest {

    private TestSite site;

    @BeforeEach
    void start() {
        site = TestSite.guarded(
                TallystickWebFilter.builder(
                                CsrfProtection.builder().spaCookie("XSRF-TOKEN").build())
                        .build(),
                Views.class);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private static RawResponse post(Visitor visitor, String path) {
        return visitor.send(visitor.request("POST", path).header("X-CSRF-Token", visitor.cookie("XSRF-TOKEN")));
    }

    @Test
    void theCookieHoldsATokenThatVerifiesBeforeAndAfterLoginAndLogout() {
        Visitor visitor = new Visitor(site);
        RawResponse first = visitor.get("/plain");
        assertThat(first.headers("Set-Cookie")).hasSize(2);
        assertThat(first.header("Vary")).isEqualTo("Cookie");
        assertThat(visitor.get("/plain").headers("Set-Cookie")).isEmpty();

        for (String path : List.of("/form", "/login", "/form", "/login", "/form", "/logout", "/form")) {
            assertThat(post(visitor, path).status()).as(path).isEqualTo(200);
        }
    }

    @Test
    void anAssetRenewsNoCookie() {
        assertThat(site.send(site.request("GET", "/plain").header("Sec-Fetch-Dest", "image"))
                        .headers("Set-Cookie"))
                .isEmpty();
    }

    @Test
    void aRefusedRequestRenewsNoCookie() {
        assertThat(site.send(site.request("POST", "/form").header("Origin", "https://evil.example"))
                        .headers("Set-Cookie"))
                .isEmpty();
    }
}
