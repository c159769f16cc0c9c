package dev.tallystick.browsers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tallystick.bank.SameSite;
import dev.tallystick.bank.attacker.Attack;
import dev.tallystick.browsers.engine.Browser;
import dev.tallystick.browsers.engine.Engine;
import dev.tallystick.browsers.matrix.Player;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The attacker's page of the demonstration, as people use it: sign in twice, and press <em>Attack everything</em>. */
class CardsTest {

    private static final long PATIENCE_MS = 420_000;

    static Stream<Engine> engines() {
        return Engines.all();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void everyCardShowsWhatTheBankSaysHappened(Engine engine) throws IOException {
        try (Player player = Player.begin(engine, Engines.attackers(engine), false, SameSite.NONE)) {
            player.signIn();
            Browser browser = player.browser();
            browser.visit(player.arena().evil() + "/");
            List<Attack> played = play(browser, engine);

            Map<String, String> onOpen = outcomes(browser, "open");
            Map<String, String> onWeb = outcomes(browser, "web");
            browser.visit(player.arena().origin() + "/watch");
            awaitRows(browser);

            assertThat(onWeb).as(engine.id()).hasSize(Attack.values().length);
            assertThat(onWeb.values()).as("%s %s", engine.id(), onWeb).doesNotContain("stolen", "running");
            for (Attack attack : played) {
                assertThat(onWeb.get(attack.id()))
                        .as("%s of %s", attack.id(), engine.id())
                        .isNotEmpty();
            }
            for (Attack attack : stealers()) {
                if (!played.contains(attack)) {
                    continue;
                }
                assertThat(onOpen.get(attack.id()))
                        .as("%s of %s on /open: %s", attack.id(), engine.id(), onOpen)
                        .isEqualTo("stolen");
                assertThat(onWeb.get(attack.id()))
                        .as("%s of %s on /web: %s", attack.id(), engine.id(), onWeb)
                        .isEqualTo("refused");
            }
            assertThat(onOpen.get(Attack.IMAGE.id())).isEqualTo("harmless");
            assertThat(onOpen.get(Attack.FETCH_DELETE.id())).isEqualTo("inert");
        }
    }

    /** Those that work in every engine, third-party cookies let through. */
    private static List<Attack> stealers() {
        return List.of(
                Attack.FORM_URLENCODED,
                Attack.FORM_MULTIPART,
                Attack.FORM_TEXT_PLAIN,
                Attack.REDIRECT_307,
                Attack.SANDBOXED_FRAME,
                Attack.STOLEN_TOKEN,
                Attack.FETCH_NO_CORS,
                Attack.FETCH_CORS,
                Attack.XHR,
                Attack.BEACON,
                Attack.WEB_SOCKET,
                Attack.LOGIN);
    }

    /** Presses the buttons, and says which cards have been played. */
    private static List<Attack> play(Browser browser, Engine engine) throws IOException {
        if (!engine.id().equals("wpe")) {
            browser.click("#all");
            awaitTheEnd(browser);
            return List.of(Attack.values());
        }
        // The window that the other cards need is another page's view here, which this page can't send anywhere: the
        // shell
        // has no windows. What they send is played by AttackTest in this engine too.
        List<Attack> withoutWindow = Stream.of(Attack.values())
                .filter(attack -> !attack.needsWindow())
                .toList();
        for (Attack attack : withoutWindow) {
            for (String target : List.of("open", "web")) {
                browser.click("#" + attack.id() + " button[data-target=" + target + "]");
                awaitTheEnd(browser);
            }
        }
        return withoutWindow;
    }

    private static void awaitTheEnd(Browser browser) throws IOException {
        long until = System.currentTimeMillis() + PATIENCE_MS;
        while (System.currentTimeMillis() < until) {
            pause();
            if (browser.run("return !document.getElementById('all').disabled"
                            + " && !document.querySelector('output.running, td.running')"
                            + " && !!document.querySelector('td.stolen, td.refused, td.inert');")
                    .asBoolean()) {
                return;
            }
        }
        throw new IOException("the attacks don't come to an end");
    }

    private static void awaitRows(Browser browser) throws IOException {
        for (int i = 0; i < 100; i++) {
            if (browser.run("return document.querySelectorAll('#decisions tr').length > 10;")
                    .asBoolean()) {
                return;
            }
            pause();
        }
        throw new IOException("the window shows no decisions");
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** The kind of outcome by attack. */
    private static Map<String, String> outcomes(Browser browser, String target) throws IOException {
        JsonNode rows =
                browser.run("return Object.fromEntries([...document.querySelectorAll('tr[data-attack]')].map(row =>"
                        + " [row.dataset.attack, row.querySelector('td[data-target=\"" + target
                        + "\"]').className]));");
        Map<String, String> outcomes = new TreeMap<>();
        rows.properties()
                .forEach(entry -> outcomes.put(entry.getKey(), entry.getValue().asText()));
        return outcomes;
    }
}
