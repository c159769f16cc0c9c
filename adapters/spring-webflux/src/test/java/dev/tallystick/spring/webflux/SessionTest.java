package dev.tallystick.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.HeaderWebSessionIdResolver;
import org.springframework.web.server.session.InMemoryWebSessionStore;
import org.springframework.web.server.session.WebSessionManager;
import org.springframework.web.server.session.WebSessionStore;
import reactor.core.publisher.Mono;

class SessionTest {

    /** A store that takes its time, as one behind a network does. */
    static final class SlowSessions {
        @Bean
        WebSessionManager webSessionManager() {
            DefaultWebSessionManager manager = new DefaultWebSessionManager();
            manager.setSessionStore(new SlowStore());
            return manager;
        }
    }

    private static final class SlowStore implements WebSessionStore {

        private static final Duration DELAY = Duration.ofMillis(20);

        private final InMemoryWebSessionStore store = new InMemoryWebSessionStore();

        @Override
        public Mono<WebSession> createWebSession() {
            return store.createWebSession().delayElement(DELAY);
        }

        @Override
        public Mono<WebSession> retrieveSession(String id) {
            return Mono.delay(DELAY).then(store.retrieveSession(id));
        }

        @Override
        public Mono<Void> removeSession(String id) {
            return store.removeSession(id);
        }

        @Override
        public Mono<WebSession> updateLastAccessTime(WebSession session) {
            return store.updateLastAccessTime(session);
        }
    }

    /** Counts the sessions that are made, and finds them by a header. */
    static final class CountedSessions {

        private static final AtomicInteger MADE = new AtomicInteger();

        @Bean
        WebSessionManager webSessionManager() {
            DefaultWebSessionManager manager = new DefaultWebSessionManager();
            manager.setSessionIdResolver(new HeaderWebSessionIdResolver());
            manager.setSessionStore(new InMemoryWebSessionStore() {
                @Override
                public Mono<WebSession> createWebSession() {
                    MADE.incrementAndGet();
                    return super.createWebSession();
                }
            });
            return manager;
        }
    }

    private TestSite site;

    @BeforeEach
    void start() {
        site = TestSite.guarded(
                TallystickWebFilter.builder(
                                CsrfProtection.builder().secretInSession().build())
                        .build(),
                Views.class);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private static RawResponse post(Visitor visitor, String path, String token) {
        return visitor.send(visitor.request("POST", path).form("to=bob&_csrf=" + token));
    }

    @Test
    void theSecretCanBeKeptInTheSession() {
        Visitor ann = new Visitor(site);
        RawResponse page = ann.get("/token");

        assertThat(page.headers("Set-Cookie")).singleElement().asString().startsWith("SESSION=");
        assertThat(post(ann, "/form", ann.token("/token")).text()).isEqualTo("to bob");
        assertThat(post(new Visitor(site), "/form", page.text()).reason()).isEqualTo("missing-secret");
    }

    @Test
    void theSecretEndsWithItsSession() {
        Visitor ann = new Visitor(site);
        String token = ann.token("/token");
        post(ann, "/logout", token);

        assertThat(post(ann, "/form", token).reason()).isEqualTo("missing-secret");
        assertThat(post(ann, "/form", ann.token("/token")).text()).isEqualTo("to bob");
    }

    @Test
    void aPageThatShowsNoTokenBeginsNoSession() {
        assertThat(site.get("/plain").headers("Set-Cookie")).isEmpty();
    }

    @Test
    void theCookieOfASessionThatIsGoneIsTheApplicationsToTakeAway() {
        try (TestSite bound = TestSite.guarded(
                TallystickWebFilter.builder(CsrfProtection.builder().build()).build(), Views.class)) {
            for (String target : new String[] {"/plain", "/nowhere", "/path/x"}) {
                RawResponse answer = bound.send(bound.request("GET", target).header("Cookie", "SESSION=gone"));
                assertThat(answer.headers("Set-Cookie")).as(target).isEmpty();
            }
            RawResponse page = bound.send(bound.request("GET", "/token").header("Cookie", "SESSION=gone"));
            assertThat(page.headers("Set-Cookie")).singleElement().asString().startsWith("csrf=");

            RawResponse user = bound.send(bound.request("GET", "/user").header("Cookie", "SESSION=gone"));
            assertThat(user.headers("Set-Cookie"))
                    .singleElement()
                    .asString()
                    .startsWith("SESSION=;")
                    .contains("Max-Age=0");
        }
    }

    @Test
    void aStoreThatTakesItsTimeLosesNothing() {
        try (TestSite slow = TestSite.guarded(
                TallystickWebFilter.builder(CsrfProtection.builder().build()).build(),
                Views.class,
                SlowSessions.class)) {
            Visitor ann = new Visitor(slow);
            post(ann, "/login", ann.token("/token"));
            String token = ann.token("/token");

            assertThat(ann.get("/user").text()).isEqualTo("user ann");
            assertThat(post(ann, "/form", token).text()).isEqualTo("to bob");
            assertThat(ann.send(ann.request("POST", "/form").form("to=bob&_csrf=" + token + "&x=" + "x".repeat(6000)))
                            .text())
                    .isEqualTo("to bob");
        }
    }

    @Test
    void noSessionIsMadeForARequestThatNamesNoneUntilItsHandlerAsks() {
        try (TestSite counted = TestSite.guarded(
                TallystickWebFilter.builder(CsrfProtection.builder().build()).build(),
                Views.class,
                CountedSessions.class)) {
            CountedSessions.MADE.set(0);
            Visitor ann = new Visitor(counted);
            String before = ann.token("/token");
            assertThat(ann.get("/plain").text()).isEqualTo("plain");
            assertThat(post(ann, "/form", before).text()).isEqualTo("to bob");
            assertThat(CountedSessions.MADE).hasValue(0);

            String session = post(ann, "/login", before).header("SESSION");
            assertThat(CountedSessions.MADE).hasValue(1);
            assertThat(session).isNotEmpty();
            assertThat(ann.send(ann.request("POST", "/form")
                                    .header("SESSION", session)
                                    .form("to=bob&_csrf=" + before))
                            .reason())
                    .isEqualTo("wrong-token");
            String after = ann.send(ann.request("GET", "/token").header("SESSION", session))
                    .text();
            assertThat(ann.send(ann.request("POST", "/form")
                                    .header("SESSION", session)
                                    .form("to=bob&_csrf=" + after))
                            .text())
                    .isEqualTo("to bob");
            assertThat(post(ann, "/form", after).reason()).isEqualTo("wrong-token");
        }
    }
}
