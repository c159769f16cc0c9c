package dev.tallystick.helidon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Decision;
import dev.tallystick.Denial;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireReply;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers: those of handlers with what a token adds to them, and denials. */
class ResponseTest {

    private static TestSite site(Handler page) {
        return site(routes -> routes.get("/page", page).post("/echo", (request, response) -> response.send("view")));
    }

    private static TestSite site(Consumer<HttpRouting.Builder> views) {
        return TestSite.guarded(
                TallystickRouting.builder(Router.builder()
                                .mount("/closed", Protection.denyAll())
                                .otherwise(TestSite.csrf().eager("/streamed/**").build())
                                .build())
                        .build(),
                views);
    }

    private static WireReply post(Visitor visitor, String token) {
        return visitor.send(visitor.request("POST", "/echo").header("X-CSRF-Token", token));
    }

    @Test
    void aPageWithoutATokenStaysCacheable() {
        try (TestSite site = site((request, response) -> response.send("page"))) {
            WireReply response = site.get("/page");

            for (String name : List.of("Set-Cookie", "Vary", "Cache-Control")) {
                assertThat(response.headers(name)).as(name).isEmpty();
            }
        }
    }

    @Test
    void aPageWithATokenSaysSo() {
        try (TestSite site = site((request, response) ->
                response.send(TallystickRouting.token(request).value()))) {
            WireReply response = site.get("/page");

            assertThat(response.header("Set-Cookie")).startsWith("csrf=").contains("HttpOnly", "Path=/");
            assertThat(response.header("Vary")).isEqualTo("Cookie");
            assertThat(response.header("Cache-Control")).isEqualTo("private, no-cache");
        }
    }

    @Test
    void whatTheHandlerSetsAfterwardsTakesNothingOfItAway() {
        try (TestSite site = site((request, response) -> {
            String token = TallystickRouting.token(request).value();
            response.header(HeaderNames.SET_COOKIE, "a=1")
                    .header(HeaderNames.VARY, "Accept")
                    .header(HeaderNames.CACHE_CONTROL, "no-store")
                    .send(token);
        })) {
            Visitor visitor = new Visitor(site.port());
            WireReply page = visitor.get("/page");

            assertThat(page.headers("Set-Cookie")).hasSize(2);
            assertThat(String.join(", ", page.headers("Vary")))
                    .contains("Accept")
                    .contains("Cookie");
            assertThat(page.header("Cache-Control")).isEqualTo("no-store");
            assertThat(post(visitor, page.body()).status()).isEqualTo(200);
        }
    }

    @Test
    void aTokenCanBeRenderedWhileThePageIsWritten() {
        try (TestSite site = site((request, response) -> {
            try (OutputStream out = response.outputStream()) {
                out.write("page ".getBytes(StandardCharsets.US_ASCII));
                out.write(TallystickRouting.token(request).value().getBytes(StandardCharsets.US_ASCII));
            }
        })) {
            Visitor visitor = new Visitor(site.port());

            assertThat(post(visitor, visitor.token("/page").substring(5)).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void onceTheHeadIsSentItIsTooLateForACookieAndTheErrorSaysSo() {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (TestSite site = site(routes -> {
            Handler late = (request, response) -> {
                try (OutputStream out = response.outputStream()) {
                    out.write("x".repeat(50_000).getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                    String token = TallystickRouting.token(request).value();
                    out.write(token.getBytes(StandardCharsets.US_ASCII));
                } catch (IllegalStateException e) {
                    failure.set(e);
                }
            };
            routes.get("/late", late)
                    .get("/streamed/page", late)
                    .post("/echo", (request, response) -> response.send("view"));
        })) {
            site.get("/late");
            assertThat(failure.get()).hasMessageContaining("eager");

            Visitor visitor = new Visitor(site.port());
            assertThat(post(visitor, visitor.token("/streamed/page").substring(50_000))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aTokenCanBeAskedForByEveryWayToSend() {
        List<Handler> ways = List.of(
                (request, response) -> {
                    TallystickRouting.token(request).value();
                    response.send();
                },
                (request, response) -> {
                    TallystickRouting.token(request).value();
                    response.send(Optional.of("page"));
                },
                (request, response) -> {
                    TallystickRouting.token(request).value();
                    response.send(new byte[] {1, 2, 3}, 1, 1);
                },
                (request, response) -> {
                    TallystickRouting.token(request).value();
                    response.status(Status.NOT_FOUND_404).send(new byte[] {1});
                });
        for (Handler way : ways) {
            try (TestSite site = site((request, response) -> {
                response.header(HeaderNames.SET_COOKIE, "a=1");
                way.handle(request, response);
            })) {
                assertThat(site.get("/page").headers("Set-Cookie")).hasSize(2);
            }
        }
    }

    @Test
    void aReroutedRequestKeepsItsDecisionAndItsToken() {
        try (TestSite site = site(routes -> routes.get("/page", (request, response) -> response.reroute("/closed/page"))
                .get(
                        "/closed/page",
                        (request, response) ->
                                response.send(TallystickRouting.token(request).value()))
                .post("/echo", (request, response) -> response.send("view")))) {
            Visitor visitor = new Visitor(site.port());

            assertThat(post(visitor, visitor.token("/page")).status()).isEqualTo(200);
            assertThat(visitor.get("/closed/page").reason()).isEqualTo("no-protection");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "OPTIONS", "BREW"})
    void aDenialIsWholeAndLeavesTheConnectionOpen(String method) throws Exception {
        try (TestSite site = site((request, response) -> response.send("page"));
                WireConnection connection = WireConnection.open(site.port())) {
            for (int i = 0; i < 3; i++) {
                WireReply response =
                        connection.exchange(site.request(method, "/closed/x").header("Accept", "application/json"));

                assertThat(response.status()).isEqualTo(403);
                assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
                assertThat(response.header("Cache-Control")).isEqualTo("no-store");
                assertThat(response.header("Content-Length")).isNotEqualTo("0");
                assertThat(response.reason()).isEqualTo(method.equals("HEAD") ? null : "no-protection");
            }
        }
    }

    @Test
    void aListenerIsToldAndAHandlerOfDenialsAnswers() {
        List<Decision> told = new CopyOnWriteArrayList<>();
        TallystickRouting guard = TallystickRouting.builder(TestSite.csrf().build())
                .listener(event -> told.add(event.decision()))
                .denialHandler(
                        (request, decision, standard) -> new Denial.Content("text/plain; charset=utf-8", "no: ä"))
                .build();
        try (TestSite site = TestSite.guarded(guard, routes -> routes.any((request, response) -> response.send("x")))) {
            WireReply refused = site.send(site.request("POST", "/x").header("Origin", "https://evil.example"));

            assertThat(refused.body()).isEqualTo("no: ä");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(told).hasSize(1);
        }
    }

    @Test
    void filtersAndFeaturesComeBehindTheGuard() {
        List<String> seen = Collections.synchronizedList(new CopyOnWriteArrayList<>());
        try (TestSite site = site(routes -> routes.addFilter((chain, request, response) -> {
                    seen.add(request.prologue().uriPath().path());
                    chain.proceed();
                })
                .addFeature(feature -> feature.addFilter((chain, request, response) -> {
                    seen.add("feature");
                    chain.proceed();
                }))
                .any((request, response) -> response.send("x")))) {
            site.send(site.request("POST", "/x").header("Origin", "https://evil.example"));
            assertThat(seen).isEmpty();

            site.get("/y");
            assertThat(seen).containsExactlyInAnyOrder("/y", "feature");
        }
    }
}
