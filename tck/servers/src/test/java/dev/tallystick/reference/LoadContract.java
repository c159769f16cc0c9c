package dev.tallystick.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.reference.server.RunningServer;
import dev.tallystick.reference.server.Setup;
import dev.tallystick.token.KeyRing;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Several browsers of two tabs each render tokens and post with them, all at once, while the key ring is rotated and their sessions are
 * renewed: no token that holds is refused, and none of a retired key or of the session before the renewal passes.
 */
@Timeout(60)
abstract class LoadContract extends OnEveryAdapter {

    private static final int BROWSERS = 4;
    private static final Duration LENGTH = Duration.ofSeconds(3);
    private static final int PAGES_OPEN = 3;
    private static final int PAGES_REMEMBERED = 20;
    private static final int PAGES_BETWEEN_LOGINS = 40;

    /** A ring that is rotated. What a tab knows of it for sure is what it reads before and after. */
    private static final class Keys {

        private volatile KeyRing ring = ring(1);
        /** The first key is this one or a later one. */
        private volatile int first = 1;
        /** The first key is this one or an earlier one. */
        private volatile int nextFirst = 1;
        /** This one and all before it are certainly gone. */
        private volatile int gone;
        /** This one and all before it may be gone. */
        private volatile int going;

        private static KeyRing ring(int... numbers) {
            return KeyRing.parse(Arrays.stream(numbers).mapToObj(Keys::key).collect(Collectors.joining(",")));
        }

        private static String key(int number) {
            byte[] octets = new byte[32];
            new Random(number).nextBytes(octets);
            return "k" + number + ":" + Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
        }

        /** Replaces the first key, the old one gone only when no page of it is open: the order that {@link KeyRing} gives. */
        void rotate(List<Tab> tabs) throws InterruptedException {
            int old = first;
            int next = old + 1;
            ring = ring(old, next);
            Thread.sleep(5);
            nextFirst = next;
            ring = ring(next, old);
            first = next;
            while (tabs.stream().anyMatch(tab -> tab.oldestKey < next)) {
                Thread.sleep(1);
            }
            going = old;
            ring = ring(next);
            gone = old;
            Thread.sleep(20);
        }
    }

    /**
     * A token, and what is known of it.
     *
     * @param cookies those that the page came with
     * @param keyFrom its key is this one or a later one
     * @param keyTo its key is this one or an earlier one
     * @param sessionFrom it was rendered in this session or a later one
     * @param sessionTo it was rendered in this session or an earlier one
     */
    private record Page(String token, String cookies, int keyFrom, int keyTo, int sessionFrom, int sessionTo) {}

    /** A user's browser; its session is renewed again and again. */
    private static final class Browser {

        private final Client client;
        /** The session is this one or a later one. */
        private volatile int session = 1;
        /** The session is this one or an earlier one. */
        private volatile int nextSession = 1;

        Browser(int port) {
            client = new Client(port).login("/web", "ann");
        }
    }

    private final Keys keys = new Keys();
    private final Map<String, LongAdder> seen = new ConcurrentSkipListMap<>();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

    private void count(String what) {
        seen.computeIfAbsent(what, key -> new LongAdder()).increment();
    }

    private long seen(String what) {
        LongAdder count = seen.get(what);
        return count == null ? 0 : count.sum();
    }

    /** Opens pages, keeps some open, posts them, and tries old ones again. */
    private final class Tab {

        private final Browser browser;
        private final Random random;
        private final Deque<Page> open = new ArrayDeque<>();
        private final List<Page> old = new ArrayList<>();
        /** No open page was signed by an earlier key. */
        private volatile int oldestKey = Integer.MAX_VALUE;

        Tab(Browser browser, int seed) {
            this.browser = browser;
            this.random = new Random(seed);
        }

        void useUntil(long end) {
            try {
                use(end);
            } finally {
                oldestKey = Integer.MAX_VALUE;
            }
        }

        private void use(long end) {
            while (System.nanoTime() < end) {
                if (random.nextInt(PAGES_BETWEEN_LOGINS) == 0) {
                    renewSession();
                }
                open();
                if (open.size() >= PAGES_OPEN) {
                    Page page = open.element();
                    post(page);
                    close();
                    remember(page);
                }
                if (!old.isEmpty()) {
                    post(old.get(random.nextInt(old.size())));
                }
            }
        }

        private void open() {
            int keyFrom = keys.first;
            if (open.isEmpty()) {
                oldestKey = keyFrom;
            }
            int sessionFrom = browser.session;
            String cookies = browser.client.cookieHeader();
            String token = browser.client
                    .send(Call.get("/web/token").with("Cookie", cookies))
                    .json("token");
            open.add(new Page(token, cookies, keyFrom, keys.nextFirst, sessionFrom, browser.nextSession));
        }

        private void close() {
            open.remove();
            oldestKey = open.isEmpty() ? Integer.MAX_VALUE : open.element().keyFrom();
        }

        private void remember(Page page) {
            if (old.size() >= PAGES_REMEMBERED) {
                old.remove(0);
            }
            old.add(page);
        }

        private void post(Page page) {
            int gone = keys.gone;
            int session = browser.session;
            boolean inHeader = random.nextBoolean();
            // A page that came while the session was renewed may be nobody's, and holds for nobody.
            boolean asThen = random.nextBoolean() && page.sessionFrom() == page.sessionTo();
            Call call = Call.post("/web/echo").with("Origin", browser.client.origin());
            call = inHeader ? call.with("X-CSRF-Token", page.token()) : call.form("field=x&_csrf=" + page.token());
            String outcome = browser.client
                    .send(asThen ? call.with("Cookie", page.cookies()) : call)
                    .outcome();

            boolean keyWasGone = page.keyTo() <= gone;
            boolean sessionWasRenewed = page.sessionTo() < session;
            boolean keyWasThere = page.keyFrom() > keys.going;
            boolean sessionWasTheSame = page.sessionFrom() == browser.nextSession;
            String state;
            boolean right;
            if (keyWasGone && sessionWasTheSame) {
                state = "of a retired key";
                right = outcome.equals("403 unknown-key");
            } else if (sessionWasRenewed && keyWasThere) {
                state = "of the session before";
                right = outcome.equals("403 wrong-token");
            } else if (keyWasGone || sessionWasRenewed) {
                state = "of neither";
                right = outcome.startsWith("403 ");
            } else if (keyWasThere && sessionWasTheSame) {
                state = "that holds";
                right = outcome.equals("200");
            } else {
                state = "just replaced";
                right = outcome.equals("200") || outcome.startsWith("403 ");
            }
            count(state);
            if (!right) {
                wrong.add("a token " + state + ": " + outcome);
            }
        }

        /** As a login does; one tab at a time, while the other goes on. */
        private void renewSession() {
            synchronized (browser) {
                open();
                Page page = open.getLast();
                int next = browser.session + 1;
                browser.nextSession = next;
                Reply reply = browser.client.post("/web/login", "user=ann&_csrf=" + page.token());
                browser.session = next;
                count("renewals");
                if (reply.status() != 200) {
                    wrong.add("a login: " + reply.outcome());
                }
            }
        }
    }

    @Test
    void rotatingKeysAndRenewingSessionsRefusesNobodyAndLeavesNoOldTokenGood() throws Exception {
        Protection web = CsrfProtection.builder(() -> keys.ring).build();
        Router router = Router.builder()
                .mount("/web", web)
                .otherwise(Protection.denyAll())
                .build();
        try (RunningServer server = ADAPTER.start(new Setup(new Properties(), router, List.of("/web"), false), 0)) {
            List<Tab> tabs = IntStream.range(0, BROWSERS)
                    .mapToObj(number -> new Browser(server.port()))
                    .flatMap(browser -> Stream.of(browser, browser))
                    .map(browser -> new Tab(browser, browser.hashCode()))
                    .toList();
            play(tabs);
        }

        System.out.println(new TreeMap<>(seen));
        assertThat(wrong).isEmpty();
        assertThat(seen("that holds")).isGreaterThan(100);
        assertThat(seen("of a retired key")).isGreaterThan(10);
        assertThat(seen("of the session before")).isGreaterThan(10);
        assertThat(seen("rotations")).isGreaterThan(5);
        assertThat(seen("renewals")).isGreaterThan(BROWSERS);
    }

    private void play(List<Tab> tabs) throws Exception {
        long end = System.nanoTime() + LENGTH.toNanos();
        ExecutorService threads = Executors.newFixedThreadPool(tabs.size());
        try {
            List<Future<?>> playing = new ArrayList<>();
            tabs.forEach(tab -> playing.add(threads.submit(() -> tab.useUntil(end))));
            while (System.nanoTime() < end) {
                keys.rotate(tabs);
                count("rotations");
            }
            for (Future<?> each : playing) {
                each.get(20, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
