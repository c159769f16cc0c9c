package dev.tallystick.helidon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.CsrfProtection;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireReply;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens are bound to the application's login sessions, and the cookie for scripts follows them. */
class SessionTest {

    private final LoginSessions sessions = new LoginSessions();

    private TestSite start(CsrfProtection.Builder csrf) {
        return TestSite.guarded(
                TallystickRouting.builder(csrf.build()).sessions(sessions::of).build(), this::mount);
    }

    private void mount(HttpRouting.Builder routes) {
        routes.get(
                        "/token",
                        (request, response) ->
                                response.send(TallystickRouting.token(request).value()))
                .get("/page", (request, response) -> response.send("page"))
                .get(
                        "/sets-cookie",
                        (request, response) ->
                                response.header(HeaderNames.SET_COOKIE, "a=1").send("page"))
                .get("/streams", (request, response) -> {
                    try (OutputStream out = response.outputStream()) {
                        out.write("page".getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .get("/fails", (request, response) -> {
                    throw new IllegalArgumentException("no page");
                })
                .error(
                        IllegalArgumentException.class,
                        (request, response, failure) ->
                                response.send(TallystickRouting.token(request).value()))
                .post("/login", (request, response) -> {
                    sessions.begin(request, response);
                    response.send("welcome");
                })
                .post("/late-login", (request, response) -> {
                    String token = TallystickRouting.token(request).value();
                    sessions.begin(request, response);
                    response.send(token);
                })
                .post("/logout", (request, response) -> {
                    sessions.end(request, response);
                    response.send("bye");
                })
                .post("/echo", (request, response) -> response.send("view"));
    }

    private static WireReply post(Visitor visitor, String path, String token) {
        return visitor.send(visitor.request("POST", path).header("X-CSRF-Token", token));
    }

    @Test
    void aTokenFromBeforeTheLoginHoldsNoMore() {
        try (TestSite site = start(TestSite.boundCsrf())) {
            Visitor visitor = new Visitor(site.port());
            String before = visitor.token("/token");
            assertThat(post(visitor, "/echo", before).status()).isEqualTo(200);
            assertThat(post(visitor, "/login", before).status()).isEqualTo(200);

            assertThat(post(visitor, "/echo", before).reason()).isEqualTo("wrong-token");
            assertThat(post(visitor, "/echo", visitor.token("/token")).status()).isEqualTo(200);
        }
    }

    @Test
    void theSecretCanLiveInTheSession() {
        try (TestSite site = start(TestSite.boundCsrf().secretInSession())) {
            Visitor visitor = new Visitor(site.port());
            String token = visitor.token("/token");

            assertThat(visitor.cookieLine()).startsWith("SESSION=").doesNotContain("csrf");
            assertThat(post(visitor, "/echo", token).status()).isEqualTo(200);
            assertThat(new Visitor(site.port())
                            .send(site.request("POST", "/echo").header("Origin", site.origin()))
                            .reason())
                    .isEqualTo("missing-secret");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/page", "/sets-cookie", "/streams"})
    void theCookieForScriptsFollowsTheSession(String page) {
        try (TestSite site = start(TestSite.boundCsrf().spaCookie("XSRF-TOKEN"))) {
            Visitor visitor = new Visitor(site.port());
            WireReply first = visitor.get(page);
            assertThat(first.headers("Set-Cookie"))
                    .filteredOn(line -> line.startsWith("csrf=") || line.startsWith("XSRF-TOKEN="))
                    .hasSize(2);
            assertThat(first.header("Vary")).isEqualTo("Cookie");

            for (String path : List.of("/echo", "/login", "/echo", "/login", "/echo", "/logout", "/echo")) {
                assertThat(post(visitor, path, visitor.cookie("XSRF-TOKEN")).status())
                        .as(path)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void anAssetRenewsNoCookie() {
        try (TestSite site = start(TestSite.boundCsrf().spaCookie("XSRF-TOKEN"))) {
            assertThat(site.send(site.request("GET", "/page").header("Sec-Fetch-Dest", "image"))
                            .headers("Set-Cookie"))
                    .isEmpty();
        }
    }

    @Test
    void aPageOfAnErrorHasTokensToo() {
        try (TestSite site = start(TestSite.boundCsrf())) {
            Visitor visitor = new Visitor(site.port());

            assertThat(post(visitor, "/echo", visitor.token("/fails")).status()).isEqualTo(200);
        }
    }

    @Test
    void aLoginAfterTheTokenOfItsPageIsToldOfOnce() {
        List<String> messages = Collections.synchronizedList(new ArrayList<>());
        Handler log = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                messages.add(String.valueOf(entry.getMessage()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("dev.tallystick");
        logger.addHandler(log);
        try (TestSite site = start(TestSite.boundCsrf())) {
            Visitor visitor = new Visitor(site.port());
            for (int i = 0; i < 3; i++) {
                assertThat(post(visitor, "/late-login", visitor.token("/token")).status())
                        .isEqualTo(200);
            }
        } finally {
            logger.removeHandler(log);
        }

        assertThat(messages)
                .filteredOn(message -> message.contains("began, changed or ended"))
                .hasSize(1);
    }

    @Test
    void itMustBeSaidWhereTheSessionsAre() {
        TallystickRouting.Builder builder =
                TallystickRouting.builder(TestSite.boundCsrf().build());

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TallystickRouting.Builder.sessions");
    }
}
