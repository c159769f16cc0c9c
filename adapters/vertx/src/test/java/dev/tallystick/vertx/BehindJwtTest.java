package dev.tallystick.vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.token.SessionBinding;
import dev.tallystick.vertx.TestSite.Setup;
import io.vertx.core.http.Cookie;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.handler.SimpleAuthenticationHandler;
import io.vertx.ext.web.sstore.LocalSessionStore;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the views behind a JWT see: its subject, and nothing that a browser attaches by itself. */
class BehindJwtTest {

    private static Protection protection() {
        CsrfProtection csrf = CsrfProtection.builder().build();
        return Router.builder()
                .mount("/web", csrf)
                .mount("/mobile", new BearerDoor())
                .mount("/both", Protection.bearerOr(new BearerDoor(), csrf))
                .otherwise(Protection.denyAll())
                .build();
    }

    private static void mount(Setup setup) {
        SessionHandler sessions = SessionHandler.create(LocalSessionStore.create(setup.vertx()));
        setup.router()
                .route()
                .handler(TallystickHandler.builder(protection())
                        .sessionHandler(sessions)
                        .bodyHandler(BodyHandler.create(false))
                        .build());
        addViews(setup, sessions);
    }

    private static void addViews(Setup setup, SessionHandler sessions) {
        setup.router().route("/:mount/show").handler(BehindJwtTest::show);
        setup.router()
                .get("/web/token")
                .handler(context -> context.end(TallystickHandler.token(context).value()));
        setup.router().post("/web/login").handler(context -> {
            sessions.setUser(context, User.fromName("eve"));
            context.session().regenerateId().put("user", "eve");
            context.end("welcome");
        });
    }

    private static void show(RoutingContext context) {
        context.end("user=" + (context.user() == null ? null : context.user().subject())
                + " session=" + (context.session() != null)
                + " header=" + context.request().getHeader("Cookie")
                + " headers=" + context.request().headers().contains("cookie")
                + " cookies="
                + context.request().cookies().stream()
                        .map(Cookie::getName)
                        .sorted()
                        .collect(Collectors.joining(","))
                + " one=" + (context.request().getCookie("vertx-web.session") != null)
                + " all=" + context.request().cookies("csrf").size()
                + " body=" + context.body().asString()
                + " mount=" + TallystickHandler.mount(context)
                + " principal="
                + (TallystickHandler.decision(context).principal() == null
                        ? null
                        : TallystickHandler.decision(context).principal().getName()));
    }

    private static Visitor loggedIn(TestSite site) {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/web/token");
        assertThat(visitor.send(visitor.request("POST", "/web/login").form("_csrf=" + token))
                        .status())
                .isEqualTo(200);
        return visitor;
    }

    private static String nothingAmbient(String mount, String body) {
        return "user=ann session=false header=null headers=false cookies= one=false all=0 body=" + body + " mount="
                + mount + " principal=ann";
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mobile", "/both"})
    void theViewSeesTheSubjectAndNothingAmbient(String mount) {
        try (TestSite site = TestSite.start(BehindJwtTest::mount)) {
            Visitor visitor = loggedIn(site);

            WireReply get = visitor.send(visitor.request("GET", mount + "/show").header("Authorization", "Bearer ann"));
            WireReply post = visitor.send(visitor.request("POST", mount + "/show")
                    .header("Authorization", "Bearer ann")
                    .body("application/json", "{}"));

            assertThat(get.body()).isEqualTo(nothingAmbient(mount, null));
            assertThat(post.body()).isEqualTo(nothingAmbient(mount, "{}"));
            assertThat(get.headers("Set-Cookie")).isEmpty();
            assertThat(post.headers("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void theViewOfABrowserSeesItsOwnLogin() {
        try (TestSite site = TestSite.start(BehindJwtTest::mount)) {
            WireReply response = loggedIn(site).get("/both/show");

            assertThat(response.body())
                    .startsWith("user=eve session=true header=csrf=")
                    .contains(" headers=true cookies=csrf,vertx-web.session one=true all=1 ")
                    .endsWith(" mount=/both principal=null");
        }
    }

    @Test
    void theAnswerToAMissingJwtSaysWhatToSend() {
        try (TestSite site = TestSite.start(BehindJwtTest::mount)) {
            WireReply response = loggedIn(site).get("/mobile/show");

            assertThat(response.status()).isEqualTo(401);
            assertThat(response.header("WWW-Authenticate")).isEqualTo("Bearer");
            assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        }
    }

    @Test
    void handlersThatComeLaterOpenNoSessionAndFindTheUser() {
        try (TestSite site = TestSite.start(setup -> {
            mountBefore(setup);
            setup.router().route().handler(SessionHandler.create(LocalSessionStore.create(setup.vertx())));
            setup.router().route().handler(SimpleAuthenticationHandler.create().authenticate(context -> {
                throw new AssertionError("the user is known");
            }));
            setup.router().route("/:mount/show").handler(BehindJwtTest::show);
        })) {
            WireReply response = site.send(site.request("GET", "/mobile/show").header("Authorization", "Bearer ann"));

            assertThat(response.body()).isEqualTo(nothingAmbient("/mobile", null));
            assertThat(response.headers("Set-Cookie")).isEmpty();
        }
    }

    private static void mountBefore(Setup setup) {
        setup.router()
                .route()
                .handler(TallystickHandler.builder(Router.builder()
                                .mount("/mobile", new BearerDoor())
                                .otherwise(CsrfProtection.builder()
                                        .sessionBinding(SessionBinding.none())
                                        .build())
                                .build())
                        .withoutBodyHandler()
                        .build());
    }

    @Test
    void whatAHandlerBeforeTheGuardSawOfTheClientIsHiddenFromTheViews() {
        try (TestSite site = TestSite.start(setup -> {
            setup.router().route().handler(context -> {
                assertThat(context.request().cookies()).hasSize(2);
                context.response().addCookie(Cookie.cookie("theme", "dark"));
                context.next();
            });
            setup.router()
                    .route()
                    .handler(SimpleAuthenticationHandler.create()
                            .authenticate(context -> io.vertx.core.Future.succeededFuture(User.fromName("eve"))));
            mount(setup);
        })) {
            WireReply response = site.send(site.request("GET", "/mobile/show")
                    .header("Authorization", "Bearer ann")
                    .header("Cookie", "csrf=x; vertx-web.session=y"));

            assertThat(response.body()).contains("user=ann ").contains("one=false all=0");
            assertThat(response.headers("Set-Cookie")).containsExactly("theme=dark");
        }
    }

    @Test
    void aSessionThatWasOpenedBeforeTheGuardCannotBeHiddenSoTheRequestFails() {
        try (TestSite site = TestSite.start(setup -> {
            setup.router().route().handler(SessionHandler.create(LocalSessionStore.create(setup.vertx())));
            mountBefore(setup);
            setup.router().route("/mobile/show").handler(BehindJwtTest::show);
            setup.router().errorHandler(500, context -> {
                assertThat(context.failure())
                        .hasMessageContaining("SessionHandler ran before TallystickHandler")
                        .hasMessageContaining("Builder.sessionHandler");
                context.response().setStatusCode(500).end("found out");
            });
        })) {
            WireReply response = site.send(site.request("GET", "/mobile/show").header("Authorization", "Bearer ann"));

            assertThat(response.status()).isEqualTo(500);
            assertThat(response.body()).isEqualTo("found out");
        }
    }

    @Test
    void aTokenThatIsAskedForSaysWhyThereIsNone() {
        try (TestSite site = TestSite.start(setup -> {
            mount(setup);
            setup.router().get("/mobile/token").handler(context -> {
                assertThat(context.<Object>get(TallystickHandler.TOKEN_KEY)).isNull();
                assertThatThrownBy(() -> TallystickHandler.token(context))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("came with a JWT");
                context.end("told");
            });
        })) {
            assertThat(site.send(site.request("GET", "/mobile/token").header("Authorization", "Bearer ann"))
                            .body())
                    .isEqualTo("told");
        }
    }
}
