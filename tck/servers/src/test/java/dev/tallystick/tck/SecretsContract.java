package dev.tallystick.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.reference.Journal;
import dev.tallystick.reference.server.AdapterApplication;
import dev.tallystick.reference.server.RunningServer;
import dev.tallystick.reference.server.Setup;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays every case of the kit, whatever it sends and however it ends, and searches all that is answered and logged meanwhile: no token,
 * secret, session id, JWT or key where it doesn't belong.
 */
abstract class SecretsContract {

    private static final AdapterApplication APPLICATION = AdapterApplication.atHand();
    private static final String KEYS = "tallystick.keys";

    /** All groups of cases, unless a server's test says otherwise. */
    boolean plays(String group) {
        return true;
    }

    @Test
    void noAnswerAndNoLogLineShowsATokenASecretASessionAJwtOrAKey() throws Exception {
        CopyOnWriteArrayList<Wiretap.Exchange> exchanges = new CopyOnWriteArrayList<>();
        List<String> rings = new ArrayList<>();
        List<String> found = new ArrayList<>();
        long lookedFor = 0;
        long lines = 0;
        long answers = 0;
        Kit kit = Kit.load();
        Run run = new Run(kit, "searched", capabilities(), configuration -> {
            // A key that the search knows, where the case doesn't say one.
            configuration.putIfAbsent(KEYS, "k1:" + "c2VhcmNoLWZvci10aGlzLWtleS1ldmVyeXdoZXJlLXBs");
            rings.add(configuration.getProperty(KEYS));
            return tapped(configuration, exchanges);
        });
        try (Journal journal = Journal.open()) {
            for (KitCase each :
                    kit.cases().stream().filter(each -> plays(each.group())).toList()) {
                run.play(each);
                Search search = new Search();
                rings.forEach(search::learnKeys);
                exchanges.forEach(search::learn);
                for (Wiretap.Exchange exchange : exchanges) {
                    search.inResponse(exchange)
                            .forEach(what -> found.add(each.rule() + " " + each.name() + ": " + what));
                }
                for (String line : journal.all()) {
                    search.inLog(line).forEach(what -> found.add(each.rule() + " " + each.name() + ": " + what));
                }
                lookedFor += search.size();
                lines += journal.all().size();
                answers += exchanges.size();
                exchanges.clear();
                journal.clear();
            }
        } finally {
            run.close();
        }
        System.out.println("searched " + answers + " answers and " + lines + " log lines for " + lookedFor + " values");
        assertThat(found).isEmpty();
        assertThat(answers).isGreaterThan(500);
        assertThat(lines).isGreaterThan(200);
        assertThat(lookedFor).isGreaterThan(500);
    }

    private static Set<Capability> capabilities() {
        Set<Capability> capabilities = EnumSet.of(Capability.SERVER_SESSIONS);
        APPLICATION.capabilities().forEach(capability -> capabilities.add(Capability.valueOf(capability.name())));
        return capabilities;
    }

    private static KitServer tapped(Properties configuration, CopyOnWriteArrayList<Wiretap.Exchange> exchanges)
            throws Exception {
        RunningServer server = APPLICATION.start(Setup.of(configuration), 0);
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
