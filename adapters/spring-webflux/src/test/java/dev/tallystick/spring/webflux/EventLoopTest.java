package dev.tallystick.spring.webflux;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.junit.jupiter.api.io.TempDir;

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

    private static TestSite site(Protection slow) {
        return TestSite.guarded(
                TallystickWebFilter.builder(Router.builder()
                                .mount("/body", slow)
                                .otherwise(CsrfProtection.builder().build())
                                .build())
                        .build(),
                Views.class);
    }

    @Test
    void blockingWorkRunsElsewhereAndTheRequestGoesOnWithItsBody() throws Exception {
        Waiting slow = new Waiting();
        ExecutorService clients = Executors.newCachedThreadPool();
        try (TestSite site = site(slow)) {
            List<Future<RawResponse>> waiting = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                waiting.add(clients.submit(() -> site.send(site.request("POST", "/body")
                        .chunked("text/plain", "x".repeat(50_000).getBytes(StandardCharsets.UTF_8), 999))));
            }
            while (slow.begun.get() < 5) {
                // The one event loop is free, though five requests wait.
                assertThat(site.get("/plain").status()).isEqualTo(200);
            }
            slow.released.countDown();

            for (Future<RawResponse> response : waiting) {
                assertThat(response.get(20, TimeUnit.SECONDS).text()).isEqualTo("bytes 50000");
            }
            assertThat(slow.threads).isNotEmpty().noneMatch(name -> name.contains("event-loop"));
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void manyRequestsAtOnceDoNotMix(@TempDir Path uploads) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try (TestSite site = TestSite.guarded(
                TallystickWebFilter.builder(CsrfProtection.builder().build())
                        .uploadDirectory(uploads)
                        .build(),
                Views.class)) {
            List<Future<String>> wrong = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int size = 40_000 * (i + 1);
                wrong.add(clients.submit(() -> {
                    Visitor own = new Visitor(site);
                    String token = own.token("/token");
                    for (int round = 0; round < 10; round++) {
                        String shown = own.send(upload(own, token, size)).text();
                        if (!shown.equals("x " + size)) {
                            return shown;
                        }
                        String denied =
                                own.send(upload(own, "no" + round, size)).reason();
                        if (!"malformed-token".equals(denied)) {
                            return "let in " + denied;
                        }
                    }
                    return "";
                }));
            }
            for (Future<String> client : wrong) {
                assertThat(client.get(50, TimeUnit.SECONDS)).isEmpty();
            }
            assertThat(uploads).isEmptyDirectory();
        } finally {
            clients.shutdownNow();
        }
    }

    private static RawRequest upload(Visitor visitor, String token, int size) {
        String body = "--b\r\nContent-Disposition: form-data; name=\"field\"\r\n\r\nx\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.bin\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n" + "y".repeat(size) + "\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n" + token + "\r\n--b--\r\n";
        return visitor.request("POST", "/upload").body("multipart/form-data; boundary=b", body);
    }

    @Test
    void aProtectionThatNeverDecidesIsAnErrorAndNoEndlessLoop() {
        try (TestSite endless = site(request -> new Need.Work(() -> {}));
                TestSite failing = site(request -> new Need.Work(() -> {
                    throw new IllegalStateException("broken");
                }))) {
            assertThat(endless.get("/body").status()).isEqualTo(500);
            assertThat(failing.get("/body").status()).isEqualTo(500);
        }
    }
}
