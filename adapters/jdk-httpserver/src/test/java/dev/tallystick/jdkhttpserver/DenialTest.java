package dev.tallystick.jdkhttpserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Decision;
import dev.tallystick.DecisionEvent;
import dev.tallystick.Denial;
import dev.tallystick.Protection;
import dev.tallystick.Reason;
import dev.tallystick.Router;
import dev.tallystick.Rule;
import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireReply;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A denied request is answered as the engine says, and its handler never learns of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DenialTest {

    private final AtomicBoolean reached = new AtomicBoolean();
    private final List<DecisionEvent> events = new CopyOnWriteArrayList<>();
    private TestSite site;

    @BeforeAll
    void start() throws IOException {
        Router router = Router.builder()
                .mount("/web", Protections.csrf().build())
                .mount("/mobile", Protections.jwt())
                .otherwise(Protection.denyAll())
                .build();
        TallystickFilter filter =
                TallystickFilter.builder(router).listener(events::add).build();
        TallystickFilter worded = TallystickFilter.builder(router)
                .denialHandler((request, decision, standard) ->
                        new Denial.Content("text/plain; charset=utf-8", "né: " + decision.reason()))
                .build();
        site = new TestSite()
                .guarded("/", filter, exchange -> reached.set(true))
                .guarded("/worded", worded, exchange -> reached.set(true));
    }

    @AfterAll
    void stop() {
        site.close();
        assertThat(reached).isFalse();
    }

    @Test
    void aScriptGetsProblemDetails() {
        WireReply response = site.send(site.request("POST", "/web/x")
                .header("Accept", "application/json")
                .form("a=1"));

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        assertThat(response.headers("Set-Cookie")).isEmpty();
        assertThat(response.reason()).isEqualTo("missing-secret");
    }

    @Test
    void aNavigationGetsAPage() {
        WireReply response = site.send(site.request("POST", "/web/x")
                .header("Accept", "text/html")
                .header("Sec-Fetch-Dest", "document")
                .form("a=1"));

        assertThat(response.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(response.header("Content-Security-Policy")).isNotNull();
        assertThat(response.body()).startsWith("<!DOCTYPE html>");
    }

    @Test
    void aMissingCredentialIsChallenged() {
        WireReply response = site.get("/mobile/x");

        assertThat(response.status()).isEqualTo(401);
        assertThat(response.header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    @Test
    void anAnswerToHeadHasNoBodyAndTheConnectionGoesOn() throws IOException {
        try (WireConnection connection = WireConnection.open(site.port())) {
            WireReply head = connection.exchange(site.request("HEAD", "/none"));
            WireReply get = connection.exchange(site.request("GET", "/none"));

            assertThat(head.status()).isEqualTo(403);
            assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
            assertThat(get.status()).isEqualTo(403);
            assertThat(get.reason()).isEqualTo("no-protection");
        }
    }

    @Test
    void aDenialHandlerReplacesTheBodyAndNotTheStatus() {
        WireReply response = site.get("/worded");

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.body()).isEqualTo("né: " + Reason.NO_PROTECTION);
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void aListenerIsToldOnce() {
        events.clear();
        site.get("/none");

        assertThat(events)
                .extracting(DecisionEvent::decision)
                .extracting(Decision::rule)
                .containsExactly(Rule.NO_PROTECTION);
        assertThat(events.get(0).peer()).isEqualTo("127.0.0.1");
    }

    @Test
    void aHandshakeIsJudgedAlthoughThisServerHasNoWebSocket() {
        WireReply response = site.send(site.request("GET", "/web/x")
                .header("Connection", "Upgrade")
                .header("Upgrade", "websocket")
                .header("Origin", "https://evil.example"));

        assertThat(response.reason()).isEqualTo("untrusted-origin");
    }
}
