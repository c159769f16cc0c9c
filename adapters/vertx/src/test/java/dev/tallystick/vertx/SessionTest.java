package dev.tallystick.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Router;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.token.SessionBinding;
import dev.tallystick.vertx.TestSite.Setup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.sstore.LocalSessionStore;
import io.vertx.ext.web.sstore.SessionStore;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stands for the login is the session of Vert.x's own session handler, which the guard runs. */
class SessionTest {

    private static final String COOKIE = "vertx-web.session";

    private TestSite site;

    @BeforeEach
    void start() {
        site = TestSite.start(setup -> mount(setup, LocalSessionStore.create(setup.vertx()), COOKIE));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private static void mount(Setup setup, SessionStore store, String cookieName) {
        SessionHandler sessions = SessionHandler.create(store).setSigningSecret("a secret of some length");
        setup.router()
                .route()
                .handler(TallystickHandler.builder(protection())
                        .sessionHandler(sessions, cookieName)
                        .bodyHandler(BodyHandler.create(false))
                        .build());
        addViews(setup, sessions);
    }

    private static Router protection() {
        return Router.builder()
                .mount(
                        "/synchronizer",
                        CsrfProtection.builder().secretInSession().build())
                .otherwise(CsrfProtection.builder().build())
                .build();
    }

    private static void addViews(Setup setup, SessionHandler sessions) {
        for (String mount : new String[] {"", "/synchronizer"}) {
            setup.router().route(mount + "/token").handler(SessionTest::showToken);
            setup.router().post(mount + "/echo").handler(context -> context.end("done"));
        }
        setup.router().get("/plain").handler(context -> context.end("plain"));
        setup.router().get("/lost").handler(context -> {
            context.session().get("user");
            context.response().setStatusCode(404);
            showToken(context);
        });
        setup.router().post("/login").handler(context -> {
            context.session().regenerateId().put("user", "ann");
            context.end("welcome");
        });
        setup.router().post("/sign-in").handler(context -> {
            sessions.setUser(context, User.fromName("ann"));
            context.end("welcome");
        });
        setup.router().post("/logout").handler(context -> {
            context.session().destroy();
            context.end("bye");
        });
        setup.router().get("/user").handler(context -> {
            String inSession = context.session().get("user");
            context.end(
                    context.user() == null
                            ? String.valueOf(inSession)
                            : context.user().subject());
        });
    }

    private static void showToken(RoutingContext context) {
        context.end(TallystickHandler.token(context).value());
    }

    private static WireReply post(Visitor visitor, String path, String token) {
        return visitor.send(visitor.request("POST", path).form("_csrf=" + token));
    }

    @Test
    void aPageBeginsNoSessionUnlessItsViewDoes() {
        assertThat(site.get("/plain").headers("Set-Cookie")).isEmpty();
        assertThat(site.get("/plain").headers("Vary")).isEmpty();
        assertThat(site.get("/token").headers("Set-Cookie"))
                .singleElement()
                .asString()
                .startsWith("csrf=");
    }

    @Test
    void aTokenFromBeforeLoginOrOfAnotherSessionDoesNotHold() {
        Visitor ann = new Visitor(site.port());
        String before = ann.token("/token");
        assertThat(post(ann, "/echo", before).status()).isEqualTo(200);
        assertThat(post(ann, "/login", before).headers("Set-Cookie")).anyMatch(line -> line.startsWith(COOKIE + "="));
        String after = ann.token("/token");

        assertThat(ann.get("/user").body()).isEqualTo("ann");
        assertThat(post(ann, "/echo", before).reason()).isEqualTo("wrong-token");
        assertThat(post(ann, "/echo", after).status()).isEqualTo(200);

        String first = ann.cookie(COOKIE);
        assertThat(post(ann, "/login", after).status()).isEqualTo(200);
        assertThat(ann.cookie(COOKIE)).isNotEqualTo(first);
        assertThat(post(ann, "/echo", after).reason()).isEqualTo("wrong-token");
    }

    @Test
    void aTokenHoldsNoLongerThanItsSession() {
        Visitor ann = new Visitor(site.port());
        post(ann, "/login", ann.token("/token"));
        String token = ann.token("/token");
        assertThat(post(ann, "/logout", token).status()).isEqualTo(200);

        assertThat(post(ann, "/echo", token).reason()).isEqualTo("wrong-token");
        assertThat(post(ann, "/echo", ann.token("/token")).status()).isEqualTo(200);
    }

    @Test
    void aRefusedRequestBeginsNoSession() {
        Visitor ann = new Visitor(site.port());
        ann.token("/token");

        WireReply response = post(ann, "/login", "x");

        assertThat(response.reason()).isEqualTo("malformed-token");
        assertThat(response.headers("Set-Cookie")).isEmpty();
    }

    /** Vert.x stores no session with an error; the page's token would be bound to one that never was. */
    @Test
    void theTokenOfAnErrorPageWhoseViewBeganASessionHolds() {
        Visitor ann = new Visitor(site.port());
        String token = ann.token("/lost");

        assertThat(ann.cookie(COOKIE)).isNotEmpty();
        assertThat(post(ann, "/echo", token).status()).isEqualTo(200);
    }

    @Test
    void aUserWhomTheSessionHandlerSignsInStaysSignedIn() {
        Visitor ann = new Visitor(site.port());
        String before = ann.token("/token");
        assertThat(post(ann, "/sign-in", before).status()).isEqualTo(200);

        assertThat(ann.get("/user").body()).isEqualTo("ann");
        assertThat(post(ann, "/echo", before).reason()).isEqualTo("wrong-token");
    }

    @Test
    void aSessionIdThatTheStoreDoesNotKnowIsNoSession() {
        Visitor ann = new Visitor(site.port());
        String token = ann.token("/token");

        WireReply response = site.send(site.request("POST", "/echo")
                .header("Origin", site.origin())
                .header("Cookie", ann.cookieLine() + "; " + COOKIE + "=" + "0".repeat(32))
                .form("_csrf=" + token));

        assertThat(response.status()).isEqualTo(200);
    }

    @Test
    void theSecretCanBeKeptInTheSession() {
        Visitor ann = new Visitor(site.port());
        String token = ann.token("/synchronizer/token");

        assertThat(ann.cookie("csrf")).isEmpty();
        assertThat(post(ann, "/synchronizer/echo", token).status()).isEqualTo(200);
        assertThat(post(new Visitor(site.port()), "/synchronizer/echo", token).reason())
                .isEqualTo("missing-secret");
    }

    @Test
    void theCookieCanHaveAnotherName() {
        try (TestSite named =
                TestSite.start(setup -> mount(setup, LocalSessionStore.create(setup.vertx()), "SESSION"))) {
            Visitor ann = new Visitor(named.port());
            String before = ann.token("/token");
            post(ann, "/login", before);

            assertThat(ann.cookie("SESSION")).isNotEmpty();
            assertThat(post(ann, "/echo", before).reason()).isEqualTo("wrong-token");
            assertThat(post(ann, "/echo", ann.token("/token")).status()).isEqualTo(200);
        }
    }

    @Test
    void aStoreThatTakesItsTimeLosesNothingOfTheBody() {
        try (TestSite slow = TestSite.start(setup -> mount(setup, new SlowStore(setup.vertx()), COOKIE))) {
            Visitor ann = new Visitor(slow.port());
            post(ann, "/login", ann.token("/token"));
            String token = ann.token("/token");

            assertThat(ann.get("/user").body()).isEqualTo("ann");
            assertThat(post(ann, "/echo", token).body()).isEqualTo("done");
            assertThat(ann.send(ann.request("POST", "/echo").form("a=" + "x".repeat(6000) + "&_csrf=" + token))
                            .body())
                    .isEqualTo("done");
        }
    }

    @Test
    void aPageThatHasNoUseForTheSessionKeepsItAlive() {
        AtomicReference<SlowStore> store = new AtomicReference<>();
        try (TestSite counted = TestSite.start(setup -> {
            store.set(new SlowStore(setup.vertx()));
            mount(setup, store.get(), COOKIE);
        })) {
            Visitor ann = new Visitor(counted.port());
            ann.get("/plain");
            assertThat(store.get().stored).hasValue(0);
            post(ann, "/login", ann.token("/token"));
            store.get().awaitStored(1);

            ann.get("/plain");

            store.get().awaitStored(2);
        }
    }

    @Test
    void aSiteWhoseTokensAreBoundToSomethingElseMayKeepItsSessionHandlerElsewhere() {
        try (TestSite unbound = TestSite.start(setup -> {
            setup.router().route().handler(SessionHandler.create(LocalSessionStore.create(setup.vertx())));
            setup.router()
                    .route()
                    .handler(TallystickHandler.builder(CsrfProtection.builder()
                                    .sessionBinding(SessionBinding.none())
                                    .build())
                            .bodyHandler(BodyHandler.create(false))
                            .build());
            setup.router().route("/token").handler(SessionTest::showToken);
            setup.router().post("/echo").handler(context -> context.end("done"));
        })) {
            Visitor ann = new Visitor(unbound.port());

            assertThat(post(ann, "/echo", ann.token("/token")).body()).isEqualTo("done");
        }
    }

    @Test
    void aGuardMountedAgainInsideSharesTheSession() {
        try (TestSite nested = TestSite.start(setup -> {
            SessionHandler sessions = SessionHandler.create(LocalSessionStore.create(setup.vertx()));
            CsrfProtection csrf = CsrfProtection.builder().build();
            setup.router().route().handler(guard(csrf, sessions));
            io.vertx.ext.web.Router inner = io.vertx.ext.web.Router.router(setup.vertx());
            inner.route().handler(guard(csrf, sessions));
            setup.router().route("/inner/*").subRouter(inner);
            addViews(setup, sessions);
            inner.route("/token").handler(SessionTest::showToken);
            inner.post("/echo").handler(context -> context.end("inner"));
        })) {
            Visitor ann = new Visitor(nested.port());
            String before = ann.token("/inner/token");
            assertThat(post(ann, "/inner/echo", before).body()).isEqualTo("inner");
            post(ann, "/login", before);

            assertThat(post(ann, "/inner/echo", before).reason()).isEqualTo("wrong-token");
            assertThat(post(ann, "/inner/echo", ann.token("/token")).body()).isEqualTo("inner");
        }
    }

    private static TallystickHandler guard(CsrfProtection csrf, SessionHandler sessions) {
        return TallystickHandler.builder(csrf)
                .sessionHandler(sessions)
                .bodyHandler(BodyHandler.create(false))
                .build();
    }

    /** A local store that answers later, as one beyond a network does. */
    private static final class SlowStore implements SessionStore {

        private final Vertx vertx;
        private final SessionStore store;
        private final AtomicInteger stored = new AtomicInteger();

        SlowStore(Vertx vertx) {
            this.vertx = vertx;
            this.store = LocalSessionStore.create(vertx);
        }

        /** Vert.x stores a session beside its answer, not before. */
        void awaitStored(int times) {
            Instant limit = Instant.now().plus(Duration.ofSeconds(20));
            while (stored.get() < times) {
                assertThat(Instant.now()).as("stored %s times", stored).isBefore(limit);
                Thread.onSpinWait();
            }
            assertThat(stored).hasValue(times);
        }

        private Future<Void> later() {
            return vertx.timer(20).mapEmpty();
        }

        @Override
        public SessionStore init(Vertx initial, JsonObject options) {
            return this;
        }

        @Override
        public long retryTimeout() {
            return 0;
        }

        @Override
        public Session createSession(long timeout) {
            return store.createSession(timeout);
        }

        @Override
        public Session createSession(long timeout, int length) {
            return store.createSession(timeout, length);
        }

        @Override
        public Future<Session> get(String id) {
            return later().compose(v -> store.get(id));
        }

        @Override
        public Future<Void> delete(String id) {
            return later().compose(v -> store.delete(id));
        }

        @Override
        public Future<Void> put(Session session) {
            stored.incrementAndGet();
            return store.put(session);
        }

        @Override
        public Future<Void> clear() {
            return store.clear();
        }

        @Override
        public Future<Integer> size() {
            return store.size();
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
