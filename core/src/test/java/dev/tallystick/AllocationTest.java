package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tallystick.http.FormFields;
import dev.tallystick.http.RequestView;
import dev.tallystick.http.SessionView;
import dev.tallystick.testing.Keys;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What deciding allocates, on a request that allocates nothing itself. Measured before the compiler that removes allocations
 * has come to it: what isn't allocated here is allocated nowhere.
 */
class AllocationTest {

    private static final int ROUNDS = 200;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Guard guard =
            Guard.builder(router(csrf().baseUrl("https://bank.example"))).build();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // method | query | Origin | Sec-Fetch-Site | what is decided
                "GET | - | - | - | allowed rule=safe-method evidence=none",
                "GET | a=b&c=d;e=f | - | - | allowed rule=safe-method evidence=none",
                "GET | - | https://evil.example | cross-site | allowed rule=safe-method evidence=none",
                "HEAD | - | - | none | allowed rule=safe-method evidence=none",
                "POST | - | https://bank.example | same-origin | allowed rule=origin evidence=same",
                "POST | a=b | https://bank.example | - | allowed rule=origin evidence=same",
                "POST | - | - | same-origin | allowed rule=origin evidence=same",
                "POST | - | null | same-origin | allowed rule=origin evidence=same",
                "POST | - | null | - | denied rule=origin evidence=foreign reason=null-origin",
                "POST | - | - | cross-site | denied rule=origin evidence=foreign reason=cross-site",
                "POST | - | - | bogus | denied rule=origin evidence=foreign reason=bad-fetch-metadata",
                "POST | - | a,b | - | denied rule=origin evidence=foreign reason=conflicting-headers",
            })
    void aSafeRequestAndADecisionByHeadersAloneAllocateNothing(
            String method, @Nullable String query, @Nullable String origin, @Nullable String site, String decided) {
        StillRequest request = new StillRequest(method, query);
        request.set("Origin", origin);
        request.set("Sec-Fetch-Site", site);

        assertThat(guard.check(request)).hasToString(decided);
        assertThat(allocated(request)).isZero();
    }

    @Test
    void norDoesReportingOneThatIsAllowed() {
        StillRequest request = new StillRequest("POST", null);
        request.set("Origin", "https://bank.example");
        Decision decision = (Decision) guard.check(request);

        assertThat(bytes(() -> guard.report(request, decision))).isZero();
    }

    @Test
    void strictModeAllocatesNothingForAMissingOrigin() {
        Guard strict = Guard.builder(router(csrf().mode(Mode.STRICT).baseUrl("https://bank.example")))
                .build();
        StillRequest request = new StillRequest("POST", null);

        assertThat(strict.check(request)).hasToString("denied rule=origin evidence=unknown reason=missing-origin");
        assertThat(bytes(() -> strict.check(request))).isZero();
    }

    @Test
    void whatMustBeParsedCostsAFewSmallObjects() {
        StillRequest foreign = new StillRequest("POST", null);
        foreign.set("Origin", "https://evil.example");
        StillRequest guessed = new StillRequest("POST", null);
        guessed.set("Host", "bank.example");
        guessed.set("Origin", "https://bank.example");
        Guard withoutBaseUrl = Guard.builder(router(csrf())).build();

        assertThat(guard.check(foreign)).hasToString("denied rule=origin evidence=foreign reason=untrusted-origin");
        assertThat(allocated(foreign)).as("a foreign Origin, bytes a request").isLessThan(500);
        assertThat(withoutBaseUrl.check(guessed)).hasToString("allowed rule=origin evidence=same");
        assertThat(bytes(() -> withoutBaseUrl.check(guessed)))
                .as("a target guessed from Host, bytes a request")
                .isLessThan(500);
    }

    private long allocated(RequestView request) {
        return bytes(() -> guard.check(request));
    }

    /** Bytes allocated each round. */
    private static long bytes(Runnable round) {
        for (int i = 0; i < 20; i++) {
            round.run();
        }
        long thread = Thread.currentThread().getId();
        THREADS.getThreadAllocatedBytes(thread);
        long before = THREADS.getThreadAllocatedBytes(thread);
        long measuring = THREADS.getThreadAllocatedBytes(thread) - before;
        before = THREADS.getThreadAllocatedBytes(thread);
        for (int i = 0; i < ROUNDS; i++) {
            round.run();
        }
        long all = THREADS.getThreadAllocatedBytes(thread) - before - measuring;
        return (all + ROUNDS / 2) / ROUNDS;
    }

    private static Router router(CsrfProtection.Builder csrf) {
        return Router.builder()
                .mount(
                        "/web",
                        csrf.insecureExempt("/web/hooks/**")
                                .insecureExempt("/web/ping")
                                .build())
                .mount("/web/admin", Protection.denyAll())
                .otherwise(Protection.denyAll())
                .build();
    }

    private static CsrfProtection.Builder csrf() {
        return CsrfProtection.builder(Keys.RING).mode(Mode.ORIGIN_ONLY).trustedOrigin("https://partner.example");
    }

    /** Answers with what it has, and with the same enumerations each time. */
    private static final class StillRequest implements RequestView {

        private final String method;
        private final @Nullable String query;
        private final Map<String, OneLine> headers = new HashMap<>();

        StillRequest(String method, @Nullable String query) {
            this.method = method;
            this.query = query;
        }

        void set(String name, @Nullable String line) {
            if (line != null) {
                headers.put(name, new OneLine(line));
            }
        }

        @Override
        public String method() {
            return method;
        }

        @Override
        public String path() {
            return "/web/transfers";
        }

        @Override
        public @Nullable String query() {
            return query;
        }

        @Override
        public String scheme() {
            return "https";
        }

        @Override
        public String peerAddress() {
            return "192.0.2.7";
        }

        @Override
        public @Nullable String serverAuthority() {
            return null;
        }

        @Override
        public Enumeration<String> headers(String name) {
            OneLine line = headers.get(name);
            return line == null ? Collections.emptyEnumeration() : line.again();
        }

        @Override
        public @Nullable FormFields form() {
            return null;
        }

        @Override
        public @Nullable SessionView session() {
            return null;
        }
    }

    private static final class OneLine implements Enumeration<String> {

        private final String line;
        private boolean more;

        OneLine(String line) {
            this.line = line;
        }

        OneLine again() {
            more = true;
            return this;
        }

        @Override
        public boolean hasMoreElements() {
            return more;
        }

        @Override
        public String nextElement() {
            more = false;
            return line;
        }
    }
}
