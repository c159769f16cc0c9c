package dev.tallystick.jdkhttpserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.tallystick.CsrfProtection;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireReply;
import java.io.IOException;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/** Tokens are bound to the sessions that the application keeps, as they are when it matters. */
class SessionTest {

    private final LoginSessions sessions = new LoginSessions();

    private TestSite site(CsrfProtection.Builder csrf) throws IOException {
        TallystickFilter filter =
                TallystickFilter.builder(csrf.build()).sessions(sessions::of).build();
        return new TestSite()
                .guarded("/token", filter, TestSite::printToken)
                .guarded("/login", filter, this::login)
                .guarded("/login-and-show", filter, this::loginAndShow)
                .guarded("/show-and-login", filter, this::showAndLogin)
                .guarded("/logout", filter, this::logout)
                .guarded("/ok", filter, exchange -> TestSite.print(exchange, "ok"));
    }

    private void login(HttpExchange exchange) throws IOException {
        sessions.begin(exchange);
        TestSite.print(exchange, "ok");
    }

    private void loginAndShow(HttpExchange exchange) throws IOException {
        sessions.begin(exchange);
        TestSite.printToken(exchange);
    }

    private void showAndLogin(HttpExchange exchange) throws IOException {
        String token = TallystickFilter.token(exchange).value();
        sessions.begin(exchange);
        TestSite.print(exchange, token);
    }

    private void logout(HttpExchange exchange) throws IOException {
        sessions.end(exchange);
        TestSite.print(exchange, "ok");
    }

    private static WireReply post(Visitor visitor, String target, String token) {
        return visitor.send(
                visitor.request("POST", target).header("X-CSRF-Token", token).header("Content-Length", "0"));
    }

    @Test
    void aTokenFromBeforeTheLoginOrFromBeforeTheLogoutDoesNotHold() throws IOException {
        try (TestSite site = site(Protections.boundCsrf())) {
            Visitor visitor = new Visitor(site.port());
            String before = visitor.token("/token");
            assertThat(post(visitor, "/login", before).body()).isEqualTo("ok");

            assertThat(post(visitor, "/ok", before).reason()).isEqualTo("wrong-token");
            String during = visitor.token("/token");
            assertThat(post(visitor, "/ok", during).body()).isEqualTo("ok");
            assertThat(post(visitor, "/logout", during).body()).isEqualTo("ok");

            assertThat(post(visitor, "/ok", during).reason()).isEqualTo("wrong-token");
            assertThat(post(visitor, "/ok", visitor.token("/token")).body()).isEqualTo("ok");
        }
    }

    @Test
    void aTokenOfAnotherSessionDoesNotHold() throws IOException {
        try (TestSite site = site(Protections.boundCsrf())) {
            Visitor mallory = new Visitor(site.port());
            String token = mallory.token("/login-and-show");
            Visitor alice = new Visitor(site.port());
            alice.get("/login-and-show");

            WireReply response = site.send(site.request("POST", "/ok")
                    .header("Origin", site.origin())
                    .header("Cookie", "csrf=" + mallory.cookie("csrf") + "; SESSION=" + alice.cookie("SESSION"))
                    .header("X-CSRF-Token", token)
                    .header("Content-Length", "0"));

            assertThat(response.reason()).isEqualTo("wrong-token");
        }
    }

    @Test
    void aTokenRenderedAfterTheLoginInTheSameRequestHolds() throws IOException {
        try (TestSite site = site(Protections.boundCsrf())) {
            Visitor visitor = new Visitor(site.port());
            String token = visitor.token("/login-and-show");

            assertThat(post(visitor, "/ok", token).body()).isEqualTo("ok");
        }
    }

    @Test
    void aTokenRenderedBeforeTheLoginInTheSameRequestIsDeadAndTheLogSaysSoOnce() throws IOException {
        try (TestSite site = site(Protections.boundCsrf());
                LogRecords log = new LogRecords()) {
            Visitor visitor = new Visitor(site.port());
            visitor.token("/show-and-login");
            String token = visitor.token("/show-and-login");

            assertThat(log.messages(Level.WARNING)).singleElement().asString().contains("Sign in or out first");
            assertThat(post(visitor, "/ok", token).reason()).isEqualTo("wrong-token");
        }
    }

    @Test
    void theSecretCanLiveInTheSession() throws IOException {
        try (TestSite site = site(Protections.boundCsrf().secretInSession())) {
            Visitor visitor = new Visitor(site.port());
            String token = visitor.token("/token");

            assertThat(visitor.cookie("csrf")).isEmpty();
            assertThat(visitor.cookie("SESSION")).isNotEmpty();
            assertThat(post(visitor, "/ok", token).body()).isEqualTo("ok");
        }
    }

    @Test
    void theTokenForScriptsFollowsTheSession() throws IOException {
        try (TestSite site = site(Protections.boundCsrf().spaCookie("XSRF-TOKEN"))) {
            Visitor visitor = new Visitor(site.port());
            visitor.get("/ok");
            String before = visitor.cookie("XSRF-TOKEN");
            assertThat(visitor.get("/ok").headers("Set-Cookie")).isEmpty();

            assertThat(post(visitor, "/login", before).body()).isEqualTo("ok");
            String during = visitor.cookie("XSRF-TOKEN");
            assertThat(during).isNotEqualTo(before);
            assertThat(post(visitor, "/ok", during).body()).isEqualTo("ok");

            assertThat(post(visitor, "/logout", during).body()).isEqualTo("ok");
            assertThat(post(visitor, "/ok", visitor.cookie("XSRF-TOKEN")).body())
                    .isEqualTo("ok");
        }
    }

    @Test
    void aRequestWithoutNeedForTheSessionDoesNotAskForIt() throws IOException {
        TallystickFilter filter = TallystickFilter.builder(
                        Protections.boundCsrf().build())
                .sessions(exchange -> {
                    throw new AssertionError("asked for the session");
                })
                .build();
        try (TestSite site = new TestSite().guarded("/", filter, exchange -> TestSite.print(exchange, "ok"))) {
            assertThat(site.get("/").body()).isEqualTo("ok");
            assertThat(site.send(site.request("POST", "/")
                                    .header("Origin", "https://evil.example")
                                    .header("Content-Length", "0"))
                            .reason())
                    .isEqualTo("untrusted-origin");
        }
    }

    @Test
    void aSourceThatKnowsNoSessionMustSaySo() throws IOException {
        List<String> errors;
        try (LogRecords log = new LogRecords();
                TestSite site = new TestSite().guarded("/", nullSource(), exchange -> TestSite.print(exchange, "ok"));
                WireConnection connection = WireConnection.open(site.port())) {
            connection.send(site.request("POST", "/")
                    .header("Origin", site.origin())
                    .header("Content-Length", "0")
                    .octets());
            assertThat(connection.closesSilently()).isTrue();
            errors = log.messages(Level.SEVERE);
        }
        assertThat(errors).singleElement().asString().contains("returned null: return a SessionView");
    }

    @SuppressWarnings("NullAway")
    private static TallystickFilter nullSource() {
        return TallystickFilter.builder(Protections.boundCsrf().build())
                .sessions(exchange -> null)
                .build();
    }
}
