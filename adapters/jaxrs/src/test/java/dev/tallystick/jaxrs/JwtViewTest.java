package dev.tallystick.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.http.SessionView;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.security.Principal;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind a JWT the views see its subject, and nothing of an ambient login. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JwtViewTest {

    private final AtomicInteger sessionsAsked = new AtomicInteger();
    private TestSite site;

    @BeforeAll
    void start() throws IOException {
        TallystickFeature feature = TallystickFeature.builder(Router.builder()
                        .mount("/mobile", Protections.jwt())
                        .mount(
                                "/both",
                                Protection.bearerOr(
                                        Protections.jwt(),
                                        Protections.boundCsrf()
                                                .spaCookie("XSRF-TOKEN")
                                                .build()))
                        .otherwise(Protection.none())
                        .build())
                .sessions(context -> {
                    sessionsAsked.incrementAndGet();
                    return SessionView.NONE;
                })
                .build();
        site = TestSite.guardedBy(feature, Views.class, CookieLogin.class);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    /** A login by cookie, as applications write them. */
    @PreMatching
    public static final class CookieLogin implements ContainerRequestFilter {

        @Override
        public void filter(ContainerRequestContext context) {
            if (context.getCookies().containsKey("SESSION")) {
                Principal user = () -> "cookie";
                context.setSecurityContext(new BearerSecurityContext(user, false));
            }
        }
    }

    @Path("{mount: mobile|both}")
    public static final class Views {

        @GET
        @Path("x")
        public String see(
                @Context ContainerRequestContext context,
                @Context HttpHeaders headers,
                @Context SecurityContext security,
                @CookieParam("SESSION") String cookie,
                @HeaderParam("Cookie") String header) {
            boolean cookies = cookie != null
                    || header != null
                    || !context.getCookies().isEmpty()
                    || !headers.getCookies().isEmpty()
                    || headers.getHeaderString("cookie") != null
                    || headers.getRequestHeader("COOKIE") != null
                    || headers.getRequestHeaders().toString().contains("s3cret")
                    || context.getHeaders().toString().contains("s3cret");
            Principal user = security.getUserPrincipal();
            return (user == null ? "nobody" : user.getName()) + " " + security.isUserInRole("admin") + " "
                    + security.getAuthenticationScheme() + " cookies=" + cookies;
        }

        @GET
        @Path("token")
        public String token(@Context ContainerRequestContext context) {
            assertThatThrownBy(() -> TallystickFeature.token(context))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("came with a JWT");
            return TallystickFeature.decision(context).principal() == null ? "csrf" : "jwt";
        }
    }

    private WireRequest withAmbientLogin(String target) {
        return site.request("GET", target).header("Cookie", "SESSION=s3cret").header("cookie", "other=s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mobile/x", "/both/x"})
    void theSubjectIsTheUserAndThereIsNoCookie(String target) {
        sessionsAsked.set(0);

        WireReply response = site.send(withAmbientLogin(target).header("Authorization", "Bearer alice"));

        assertThat(response.body()).isEqualTo("alice false Bearer cookies=false");
        assertThat(response.headers("Set-Cookie")).isEmpty();
        assertThat(sessionsAsked).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mobile/token", "/both/token"})
    void thereIsNoTokenAndTheMessageSaysWhy(String target) {
        assertThat(site.send(withAmbientLogin(target).header("Authorization", "Bearer alice"))
                        .body())
                .isEqualTo("jwt");
    }

    @Test
    void withoutABearerTheAmbientLoginIsSeenAsItWas() {
        WireReply response = site.send(withAmbientLogin("/both/x"));

        assertThat(response.body()).isEqualTo("cookie false Bearer cookies=true");
        assertThat(response.headers("Set-Cookie")).hasSize(2);
        assertThat(sessionsAsked.get()).isPositive();
    }

    @Test
    void withoutTheCredentialTheDoorIsShutToEveryMethod() {
        for (String method : new String[] {"GET", "HEAD", "OPTIONS", "QUERY", "POST", "get", "BREW"}) {
            WireReply response = site.send(site.request(method, "/mobile/x").header("Cookie", "SESSION=s3cret"));

            assertThat(response.status()).as(method).isEqualTo(401);
            assertThat(response.header("WWW-Authenticate")).as(method).isEqualTo("Bearer");
        }
    }
}
