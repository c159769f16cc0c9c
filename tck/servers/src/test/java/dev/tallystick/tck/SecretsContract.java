package dev.tallystick.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Decision;
import dev.tallystick.Outcome;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.http.RequestView;
import dev.tallystick.reference.Journal;
import dev.tallystick.reference.server.AdapterApplication;
import dev.tallystick.reference.server.RunningServer;
import dev.tallystick.reference.server.Setup;
import java.io.ByteArrayOutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays cases of the kit, whatever they send and however they end, and searches all that is answered and logged meanwhile: no token,
 * secret, session id, JWT or key where it doesn't belong.
 */
abstract class SecretsContract {

    private static final AdapterApplication APPLICATION = AdapterApplication.atHand();
    private static final Kit KIT = Kit.load();
    private static final String KEYS = "tallystick.keys";

    /** The cases that are played on this server. */
    abstract Stream<KitCase> cases(Kit kit);

    /** What was found, and where. */
    private static final class Hunt {

        private final List<String> found = new ArrayList<>();
        private long lookedFor;
        private long lines;
        private long answers;

        /** Plays these cases against applications that were changed so; cases of one configuration after each other, on one start. */
        static Hunt over(Stream<KitCase> cases, UnaryOperator<Setup> change) throws Exception {
            Hunt hunt = new Hunt();
            List<KitCase> played = cases.sorted(
                            Comparator.comparing(each -> new TreeMap<>(each.configuration()).toString()))
                    .toList();
            CopyOnWriteArrayList<Wiretap.Exchange> exchanges = new CopyOnWriteArrayList<>();
            List<String> rings = new ArrayList<>();
            Run run = new Run(KIT, "searched", capabilities(), configuration -> {
                // A key that the search knows, where the case doesn't say one.
                configuration.putIfAbsent(KEYS, "k1:" + "c2VhcmNoLWZvci10aGlzLWtleS1ldmVyeXdoZXJlLXBs");
                rings.add(configuration.getProperty(KEYS));
                return tapped(change.apply(Setup.of(configuration)), exchanges);
            });
            try (Journal journal = Journal.open()) {
                for (KitCase each : played) {
                    run.play(each);
                    Search search = new Search();
                    rings.forEach(search::learnKeys);
                    exchanges.forEach(search::learn);
                    List<String> seen = new ArrayList<>();
                    exchanges.forEach(exchange -> seen.addAll(search.inResponse(exchange)));
                    journal.all().forEach(line -> seen.addAll(search.inLog(line)));
                    seen.forEach(what -> hunt.found.add(each.rule() + " " + each.name() + ": " + what));
                    hunt.lookedFor += search.size();
                    hunt.lines += journal.all().size();
                    hunt.answers += exchanges.size();
                    exchanges.clear();
                    journal.clear();
                }
            } finally {
                run.close();
            }
            return hunt;
        }

        @Override
        public String toString() {
            return "searched " + answers + " answers and " + lines + " log lines for " + lookedFor + " values";
        }
    }

    @Test
    void noAnswerAndNoLogLineShowsATokenASecretASessionAJwtOrAKey() throws Exception {
        Hunt hunt = Hunt.over(cases(KIT), UnaryOperator.identity());

        System.out.println(hunt);
        assertThat(hunt.found).isEmpty();
        assertThat(hunt.answers).isGreaterThan(500);
        assertThat(hunt.lines).isGreaterThan(200);
        assertThat(hunt.lookedFor).isGreaterThan(500);
    }

    @Test
    void aGuardThatLogsWhatItReadsAtItsFinestLevelIsCaught() throws Exception {
        Hunt hunt = Hunt.over(
                KIT.cases().stream().filter(each -> each.rule().equals("C-01")),
                setup -> new Setup(
                        setup.properties(),
                        Router.builder()
                                .otherwise(new LoggingCookies(setup.router()))
                                .build(),
                        setup.mounts(),
                        setup.serverReadsForwarded()));

        assertThat(hunt.found).isNotEmpty().allSatisfy(what -> assertThat(what).contains("in hex in a log line"));
    }

    private record LoggingCookies(Router router) implements Protection {

        private static final System.Logger LOG = System.getLogger("dev.tallystick");

        @Override
        public Outcome check(RequestView request) {
            request.headers("Cookie").asIterator().forEachRemaining(line -> {
                byte[] octets = line.getBytes(StandardCharsets.ISO_8859_1);
                LOG.log(Level.TRACE, "read " + HexFormat.of().formatHex(octets));
            });
            return router.check(request);
        }

        @Override
        public CsrfProtection csrf(Decision decision) {
            return router.csrf(decision);
        }

        @Override
        public boolean needsSession() {
            return router.needsSession();
        }
    }

    private static Set<Capability> capabilities() {
        Set<Capability> capabilities = EnumSet.of(Capability.SERVER_SESSIONS);
        APPLICATION.capabilities().forEach(capability -> capabilities.add(Capability.valueOf(capability.name())));
        return capabilities;
    }

    private static KitServer tapped(Setup setup, CopyOnWriteArrayList<Wiretap.Exchange> exchanges) throws Exception {
        RunningServer server = APPLICATION.start(setup, 0);
        Wiretap tap = new Wiretap(server.port(), exchanges);
        return KitServer.of(tap.port(), () -> {
            tap.close();
            server.close();
        });
    }

    // ---- whether the search finds what is there

    private static final String COOKIE = "c2VjcmV0LW9mLXRoZS1icm93c2Vy";
    private static final String TOKEN = "dG9rZW4tb2YtdGhlLXBhZ2Utb25l";

    static Stream<String> waysToWrite() {
        return Search.forms(COOKIE).keySet().stream();
    }

    private static Wiretap.Exchange exchange(String request, String response) {
        Wiretap.Exchange exchange = new Wiretap.Exchange(new ByteArrayOutputStream(), new ByteArrayOutputStream());
        exchange.sent().writeBytes(request.getBytes(StandardCharsets.ISO_8859_1));
        exchange.answered().writeBytes(response.getBytes(StandardCharsets.ISO_8859_1));
        return exchange;
    }

    private static List<String> found(String status, String line, String body, String log) {
        Wiretap.Exchange page = exchange(
                "GET /web/token HTTP/1.1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nSet-Cookie: csrf=" + COOKIE + "; Path=/\r\n\r\n{\"token\":\"" + TOKEN + "\"}");
        Wiretap.Exchange leaky =
                exchange("POST /web/echo HTTP/1.1\r\n\r\n", "HTTP/1.1 " + status + "\r\n" + line + "\r\n\r\n" + body);
        Search search = new Search();
        search.learn(page);
        search.learn(leaky);
        List<String> found = new ArrayList<>(search.inResponse(page));
        found.addAll(search.inResponse(leaky));
        found.addAll(search.inLog(log));
        return found;
    }

    @Test
    void theSearchFindsNothingWhereNothingIs() {
        assertThat(found("403 Forbidden", "X: y", "nothing", "nothing")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("waysToWrite")
    void theSearchFindsASecretInALogLineAHeaderAndAPageHoweverItIsWritten(String way) {
        String written = Search.forms(COOKIE).get(way);

        assertThat(found("403 Forbidden", "X: y", "nothing", "denied " + written))
                .isNotEmpty();
        assertThat(found("302 Found", "Location: /?s=" + written, "", "nothing"))
                .isNotEmpty();
        assertThat(found("200 OK", "X: y", "<p>" + written + "</p>", "nothing")).isNotEmpty();
    }

    @Test
    void theSearchAllowsATokenInAPageAndNowhereElse() {
        assertThat(found("200 OK", "X: y", TOKEN, "nothing")).isEmpty();
        assertThat(found("403 Forbidden", "X: y", TOKEN, "nothing")).isNotEmpty();
        assertThat(found("200 OK", "X: " + TOKEN, "", "nothing")).isNotEmpty();
        assertThat(found("200 OK", "X: y", "", "bad token " + TOKEN)).isNotEmpty();
    }
}
