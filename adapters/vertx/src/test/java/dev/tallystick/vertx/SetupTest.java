package dev.tallystick.vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Denial;
import dev.tallystick.Protection;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.token.SessionBinding;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.CorsHandler;
import org.junit.jupiter.api.Test;

/** What must be said before a guard can be built, and where it can stand. */
class SetupTest {

    private static CsrfProtection unbound() {
        return CsrfProtection.builder().sessionBinding(SessionBinding.none()).build();
    }

    @Test
    void aGuardIsToldOfABodyHandlerOrThatThereIsNone() {
        assertThatThrownBy(() -> TallystickHandler.builder(unbound()).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("bodyHandler(BodyHandler.create())")
                .hasMessageContaining("withoutBodyHandler()");
        assertThatThrownBy(() -> TallystickHandler.builder(unbound())
                        .bodyHandler(BodyHandler.create())
                        .withoutBodyHandler()
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("contradict");
    }

    @Test
    void aGuardWhoseTokensAreBoundToSessionsIsToldWhereTheyAre() {
        assertThatThrownBy(
                        () -> TallystickHandler.builder(CsrfProtection.builder().build())
                                .withoutBodyHandler()
                                .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("sessionHandler(SessionHandler.create(")
                .hasMessageContaining("SessionBinding.none()");
    }

    @Test
    void aTokenSaysThatNoGuardRanOrThatNoProtectionHasAny() {
        try (TestSite site = TestSite.start(setup -> {
            setup.router().get("/before").handler(context -> {
                assertThatThrownBy(() -> TallystickHandler.token(context))
                        .hasMessageContaining("No TallystickHandler has let this request pass");
                assertThatThrownBy(() -> TallystickHandler.mount(context))
                        .hasMessageContaining("No TallystickHandler has let this request pass");
                context.end("told");
            });
            setup.router()
                    .route()
                    .handler(TallystickHandler.builder(Protection.none())
                            .withoutBodyHandler()
                            .build());
            setup.router().get("/after").handler(context -> {
                assertThatThrownBy(() -> TallystickHandler.token(context))
                        .hasMessageContaining("No CSRF protection is mounted");
                assertThat(TallystickHandler.mount(context)).isEmpty();
                context.end("told");
            });
        })) {
            assertThat(site.get("/before").body()).isEqualTo("told");
            assertThat(site.get("/after").body()).isEqualTo("told");
        }
    }

    @Test
    void aDenialHandlerReplacesWhatIsSaidAndNothingElse() {
        try (TestSite site = TestSite.guarded(
                TallystickHandler.builder(Protection.denyAll())
                        .withoutBodyHandler()
                        .denialHandler((request, decision, standard) -> new Denial.Content("text/plain", "no"))
                        .build(),
                router -> {})) {
            WireReply response = site.get("/");

            assertThat(response.status()).isEqualTo(403);
            assertThat(response.body()).isEqualTo("no");
            assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        }
    }

    @Test
    void itStandsOnTheSameRouteAsOtherHandlersInTheOrderThatVertxHolds() {
        try (TestSite site = TestSite.start(setup -> setup.router()
                .route()
                .handler(CorsHandler.create().addOrigin("https://app.example"))
                .handler(TallystickHandler.builder(CsrfProtection.builder()
                                .sessionBinding(SessionBinding.none())
                                .trustedOrigin("https://app.example")
                                .build())
                        .withoutBodyHandler()
                        .build())
                .handler(BodyHandler.create(false))
                .handler(context -> context.end("view")))) {
            WireReply preflight = site.send(site.request("OPTIONS", "/")
                    .header("Origin", "https://app.example")
                    .header("Access-Control-Request-Method", "POST"));
            WireReply denied = site.send(site.request("POST", "/").header("Origin", "https://app.example"));

            assertThat(preflight.status()).isEqualTo(204);
            assertThat(denied.reason()).isEqualTo("missing-secret");
            assertThat(denied.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
            assertThat(site.get("/").body()).isEqualTo("view");
        }
    }
}
