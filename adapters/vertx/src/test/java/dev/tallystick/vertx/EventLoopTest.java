package dev.tallystick.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Decision;
import dev.tallystick.Need;
import dev.tallystick.Outcome;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.Rule;
import dev.tallystick.http.RequestView;
import dev.tallystick.origin.Evidence;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.vertx.TestSite.Setup;
import io.vertx.core.Context;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.handler.TimeoutHandler;
import io.vertx.ext.web.sstore.LocalSessionStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One event loop serves everybody: whatever one request waits for, it goes on with the others. */
@Timeout(60)
class EventLoopTest {

    /** Needs a piece of work that ends when it is told to, for each request anew. */
    private static final class Waiting implements Protection {

        private final CountDownLatch released = new CountDownLatch(1);
        private final AtomicInteger begun = new AtomicInteger();
        private final Set<String> threads = ConcurrentHashMap.newKeySet();
        private final Set<RequestView> done = ConcurrentHashMap.newKeySet();

        @Override
        public Outcome check(RequestView request) {
            if (done.contains(request)) {
                return Decision.allow(Rule.UNPROTECTED, Evidence.NONE);
            }
            return new Need.Work(() -> {
                begun.incrementAndGet();
                threads.add(Thread.currentThread().getName());
                try {
                    released.await(50, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                done.add(request);
            });
        }
    }

    private static void mount(Setup setup, Protection slow) {
        Router protection = Router.builder()
                .mount("/slow", slow)
                .otherwise(CsrfProtection.builder().build())
                .build();
        setup.router()
                .route()
                .handler(TallystickHandler.builder(protection)
                        .sessionHandler(SessionHandler.create(LocalSessionStore.create(setup.vertx())))
                        .bodyHandler(BodyHandler.create(false))
                        .build());
        setup.router()
                .route("/token")
                .handler(context -> context.end(TallystickHandler.token(context).value()));
        setup.router().route().handler(context -> {
            String body = context.body().asString();
            context.end(Context.isOnEventLoopThread() + " " + (body == null ? 0 : body.length()));
        });
    }

    @Test
    void blockingWorkRunsElsewhereAndTheRequestGoesOnWhereItBelongsWithItsBody() throws Exception {
        Waiting slow = new Waiting();
        ExecutorService clients = Executors.newCachedThreadPool();
        try (TestSite site = TestSite.start(setup -> mount(setup, slow))) {
            List<Future<WireReply>> waiting = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                waiting.add(clients.submit(() -> site.send(site.request("POST", "/slow/x")
                        .chunked("text/plain", "x".repeat(50_000).getBytes(StandardCharsets.UTF_8), 999))));
            }
            while (slow.begun.get() < 5) {
                // The one event loop is free, though five requests wait.
                assertThat(site.get("/").status()).isEqualTo(200);
            }
            slow.released.countDown();

            for (Future<WireReply> response : waiting) {
                assertThat(response.get(20, TimeUnit.SECONDS).body()).isEqualTo("true 50000");
            }
            assertThat(slow.threads).isNotEmpty().allMatch(name -> name.contains("worker"));
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void manyRequestsAtOnceDoNotMix() throws Exception {
        Waiting slow = new Waiting();
        slow.released.countDown();
        ExecutorService clients = Executors.newFixedThreadPool(16);
        try (TestSite site = TestSite.start(setup -> mount(setup, slow))) {
            List<Future<String>> wrong = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                int size = 100 * (i + 1);
                wrong.add(clients.submit(() -> {
                    Visitor own = new Visitor(site.port());
                    String token = own.token("/token");
                    String body = "_csrf=" + token + "&x=" + "x".repeat(size);
                    for (int round = 0; round < 20; round++) {
                        String shown =
                                own.send(own.request("POST", "/x").form(body)).body();
                        if (!shown.equals("true " + body.length())) {
                            return shown;
                        }
                        String denied = own.send(own.request("POST", "/x").form("_csrf=" + round))
                                .reason();
                        if (!"malformed-token".equals(denied)) {
                            return "let in " + denied;
                        }
                        site.get("/slow/x");
                    }
                    return "";
                }));
            }
            for (Future<String> client : wrong) {
                assertThat(client.get(50, TimeUnit.SECONDS)).isEmpty();
            }
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void aRequestThatWasAnsweredWhileItWaitedGoesNoFurther() {
        Waiting slow = new Waiting();
        List<String> reached = Collections.synchronizedList(new ArrayList<>());
        try (TestSite site = TestSite.start(setup -> {
            setup.router().route("/late").handler(context -> {
                setup.vertx()
                        .setTimer(
                                50,
                                over -> context.response().setStatusCode(503).end());
                context.next();
            });
            setup.router().route("/too-late").handler(TimeoutHandler.create(50));
            setup.router()
                    .route()
                    .handler(
                            TallystickHandler.builder(slow).withoutBodyHandler().build());
            setup.router().route().handler(context -> {
                reached.add(context.normalizedPath());
                context.end();
            });
        })) {
            assertThat(site.get("/late").status()).isEqualTo(503);
            assertThat(site.get("/too-late").status()).isEqualTo(503);
            slow.released.countDown();
            while (slow.done.size() < 2) {
                Thread.onSpinWait();
            }

            assertThat(site.get("/next").status()).isEqualTo(200);
            assertThat(reached).containsExactly("/next");
        }
    }

    @Test
    void aProtectionThatNeverDecidesIsAnErrorAndNoEndlessLoop() {
        try (TestSite site = TestSite.start(setup -> mount(setup, request -> new Need.Work(() -> {})));
                TestSite failing = TestSite.start(setup -> mount(
                        setup,
                        request -> new Need.Work(() -> {
                            throw new IllegalStateException("broken");
                        })))) {
            assertThat(site.get("/slow/x").status()).isEqualTo(500);
            assertThat(failing.get("/slow/x").status()).isEqualTo(500);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws IOException {
        Waiting slow = new Waiting();
        slow.released.countDown();
        try (TestSite site = TestSite.start(setup -> mount(setup, slow));
                WireConnection connection = WireConnection.open(site.port())) {
            connection.send(
                    site.request("POST", "/slow/x").body("text/plain", "1").octets());
            connection.send(site.request("POST", "/x").body("text/plain", "22").octets());
            connection.send(site.request("GET", "/x").octets());

            assertThat(connection.receive(false).body()).isEqualTo("true 1");
            assertThat(connection.receive(false).status()).isEqualTo(403);
            assertThat(connection.receive(false).body()).isEqualTo("true 0");
        }
    }
}
