package dev.tallystick.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import dev.tallystick.token.SessionBinding;
import dev.tallystick.vertx.TestSite.Setup;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One decision a request, by the path that the routes of Vert.x match. */
class RoutingTest {

    private final List<String> reached = Collections.synchronizedList(new ArrayList<>());
    private final List<String> decided = Collections.synchronizedList(new ArrayList<>());
    private TestSite site;

    @BeforeEach
    void start() {
        site = TestSite.start(this::mount);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private static CsrfProtection csrf() {
        return CsrfProtection.builder().sessionBinding(SessionBinding.none()).build();
    }

    private static TallystickHandler.Builder guard(Protection protection) {
        return TallystickHandler.builder(protection).bodyHandler(BodyHandler.create(false));
    }

    private void mount(Setup setup) {
        Router protection = Router.builder()
                .mount("/web", csrf())
                .mount("/mobile", new BearerDoor())
                .mount("/open", Protection.none())
                .otherwise(Protection.denyAll())
                .build();
        setup.router()
                .route()
                .handler(guard(protection)
                        .listener(event -> decided.add(event.path()))
                        .build());
        setup.router().get("/web/token").handler(RoutingTest::showToken);
        setup.router().get("/web/moved").handler(context -> context.reroute("/web/token"));
        setup.router().get("/web/moved-away").handler(context -> context.reroute("/mobile/show"));
        setup.router().get("/open/moved-in").handler(context -> context.reroute("/web/transfer"));
        setup.router().get("/web/moved-late").handler(context -> {
            TallystickHandler.token(context).value();
            context.reroute(HttpMethod.GET, "/web/token?x=1");
        });
        setup.router().route("/web/fails").handler(context -> context.fail(418)).failureHandler(context -> {
            context.response().setStatusCode(418);
            showToken(context);
        });
        setup.router().route().handler(context -> {
            reached.add(context.request().method() + " " + context.normalizedPath());
            context.end("reached " + TallystickHandler.mount(context));
        });
        setup.router().errorHandler(403, context -> context.end("an error page of the application"));
    }

    private static void showToken(RoutingContext context) {
        context.end(TallystickHandler.token(context).value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/web/../open/x",
                "/web/%2e%2e/open/x",
                "/web/%2E%2E/open/x",
                "/web/.%2e/open/x",
                "/open/..%2fweb/x",
                "/open/%2e/x",
                "/web/./x",
                "//web/x",
                "/web//x",
                "/web/x;a=b",
                "/web;a=b/x",
                "/web/x%3Ba=b",
                "/web/%",
                "/web/%zz",
                "/web/%4",
                "/web/%25",
                "/web/%00",
                "/web/%5cx",
                "/web/\\x",
                "/web/x#y",
                "/web/%ff",
                "/open/%u0041",
                "*",
                "web/x",
                "http:web"
            })
    void aPathThatTwoParsersCouldReadDifferentlyReachesNoView(String target) {
        WireReply get = site.send(site.request("GET", target));
        WireReply post = site.send(site.request("POST", target).header("Origin", site.origin()));

        // Some of them Vert.x refuses before any route.
        assertThat(get.status()).as("%s", get).isIn(400, 404);
        assertThat(post.status()).as("%s", post).isIn(400, 404);
        assertThat(reached).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/web/x,            /web",
        "/%77eb/x,          /web",
        "/web/%78,          /web",
        "/web,              /web",
        "/web/,             /web",
        "/web/a%20b,        /web",
        "/web/%C3%A9,       /web",
        "/web/%c3%a9%7E~,   /web",
        "/open/(x)!$&'*+=:@, /open",
        "/open/%28x%29,     /open",
        "/web?../open,      /web",
        "/web/...,          /web",
        "/web/.x,           /web"
    })
    void thePathIsReadAsTheRoutesReadIt(String target, String mount) {
        assertThat(site.get(target).body()).isEqualTo("reached " + mount);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/webhook", "/WEB/x", "/we", "/", "/openx", "/%57EB/x"})
    void noOtherPathIsOfTheMount(String target) {
        assertThat(site.get(target).reason()).isEqualTo("no-protection");
        assertThat(reached).isEmpty();
    }

    @Test
    void anAbsoluteTargetMustNotContradictTheHost() {
        String foreign = "http://evil.example/web/x";
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/web/token");

        assertThat(visitor.send(visitor.request("POST", foreign).header("X-CSRF-Token", token))
                        .reason())
                .isEqualTo("bad-host");
        assertThat(visitor.send(visitor.request("POST", site.origin() + "/web/x?y")
                                .header("X-CSRF-Token", token))
                        .body())
                .isEqualTo("reached /web");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http:///open/x", "ftp://localhost/open/x", "http://localhost?/open/x", "x://y/open/x"})
    void aTargetWhosePathIsFoundByVertxAloneHasNone(String target) {
        assertThat(site.get(target).reason()).isEqualTo("ambiguous-path");
        assertThat(site.send(site.request("POST", target)).reason()).isEqualTo("ambiguous-path");
        assertThat(reached).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "localhost:1", "local host", ""})
    void anotherHostIsNotTheOrigins(String host) {
        WireReply response = site.send(
                WireRequest.line("POST /web/x HTTP/1.1").header("Host", host).header("Origin", site.origin()));

        assertThat(response.status()).isIn(400, 403);
        assertThat(reached).isEmpty();
    }

    @Test
    void twoHostLinesAreABadHost() {
        WireReply response = site.send(
                site.request("POST", "/web/x").header("Host", site.host()).header("Origin", site.origin()));

        assertThat(response.status()).isIn(400, 403);
        assertThat(reached).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PURGE", "get", "Get", "CONNECT", "LINK", "M-SEARCH"})
    void anUnknownMethodIsUnsafe(String method) {
        WireReply response = site.send(site.request(method, "/web/x").header("Origin", site.origin()));

        assertThat(response.status()).isEqualTo(403);
        assertThat(reached).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "TRACE", "QUERY"})
    void aSafeMethodPasses(String method) {
        assertThat(site.send(site.request(method, "/web/x")).status()).isEqualTo(200);
        assertThat(reached).containsExactly(method + " /web/x");
    }

    @Test
    void theAnswerToARefusedHeadHasItsLengthAndNoBody() {
        WireReply response = site.send(site.request("HEAD", "/x"));

        assertThat(response.status()).isEqualTo(403);
        assertThat(Integer.parseInt(String.valueOf(response.header("Content-Length"))))
                .isPositive();
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void aDenialIsOursAndNotAnErrorPageOfTheApplication() {
        WireReply page = site.send(site.request("GET", "/x").header("Accept", "text/html"));
        WireReply problem = site.send(site.request("GET", "/x").header("Accept", "application/json"));

        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.reason()).isEqualTo("no-protection");
        assertThat(problem.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(problem.body()).contains("\"reason\":\"no-protection\"");
        assertThat(problem.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void aReroutedRequestKeepsItsFirstDecision() {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/web/moved");

        assertThat(visitor.send(visitor.request("POST", "/web/x").header("X-CSRF-Token", token))
                        .status())
                .isEqualTo(200);
        assertThat(site.get("/web/moved-away").body()).isEqualTo("reached /web");
        assertThat(site.get("/open/moved-in").body()).isEqualTo("reached /open");
        assertThat(decided).containsExactly("/web/moved", "/web/x", "/web/moved-away", "/open/moved-in");
    }

    /** Vert.x clears the headers of a response that is rerouted, and our cookie with them. */
    @Test
    void aTokenThatIsRenderedAgainAfterReroutingHolds() {
        Visitor visitor = new Visitor(site.port());
        WireReply page = visitor.get("/web/moved-late");

        assertThat(page.headers("Set-Cookie")).hasSize(1);
        assertThat(visitor.send(visitor.request("POST", "/web/x").header("X-CSRF-Token", page.body()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aFailureHandlerCanRenderATokenThatHolds() {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/web/fails");

        assertThat(visitor.send(visitor.request("POST", "/web/x").header("X-CSRF-Token", token))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aStricterGuardOfASubRouterIsNeverSkipped() {
        try (TestSite nested = TestSite.start(setup -> {
            setup.router().route().handler(guard(Protection.none()).build());
            io.vertx.ext.web.Router inner = io.vertx.ext.web.Router.router(setup.vertx());
            inner.route().handler(guard(new BearerDoor()).build());
            inner.route("/x").handler(context -> context.end("inner"));
            setup.router().get("/moved").handler(context -> context.reroute("/inner/x"));
            setup.router().route("/inner/*").subRouter(inner);
        })) {
            assertThat(nested.get("/inner/x").reason()).isEqualTo("missing-jwt");
            assertThat(nested.get("/moved").reason()).isEqualTo("missing-jwt");
            assertThat(nested.send(nested.request("GET", "/inner/x").header("Authorization", "Bearer ann"))
                            .body())
                    .isEqualTo("inner");
        }
    }

    @Test
    void aGuardThatIsMountedAtAPatternSaysSo() {
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        try (TestSite wrong = TestSite.start(setup -> {
            setup.router().route("/:tenant/*").handler(guard(csrf()).build());
            setup.router().route().handler(context -> context.end("reached"));
            setup.router().errorHandler(500, context -> {
                failures.add(context.failure());
                context.response().setStatusCode(500).end();
            });
        })) {
            assertThat(wrong.get("/x/y").status()).isEqualTo(500);
            assertThat(failures)
                    .singleElement()
                    .satisfies(failure -> assertThat(failure)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("router.route().handler"));
        }
    }
}
