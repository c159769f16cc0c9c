package dev.tallystick.browsers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.bank.SameSite;
import dev.tallystick.browsers.engine.Browser;
import dev.tallystick.browsers.engine.Cookies;
import dev.tallystick.browsers.engine.Engine;
import dev.tallystick.browsers.matrix.Player;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pictures of the documents, taken of a run: {@code demo/bank/images} holds those that were liked best. */
class PicturesTest {

    /** Where the pictures of a run go. */
    private static final Path PICTURES = Path.of(System.getProperty("tallystick.build.dir", "target"), "pictures");

    /** Rows of the window fade in. */
    private static final long SETTLED_MS = 4_000;

    static Stream<Engine> chromium() {
        return Engine.all().stream().filter(engine -> engine.id().equals("chromium"));
    }

    static boolean isThere() {
        return !Engines.without().contains("chromium");
    }

    @ParameterizedTest
    @MethodSource("chromium")
    @EnabledIf(value = "isThere", disabledReason = "chromium was left out by name")
    void anAttackAsItLooksFromBothSides(Engine engine) throws IOException {
        try (Player player = Player.begin(engine, Cookies.THIRD_PARTY, false, SameSite.NONE)) {
            player.signIn();
            Browser browser = player.browser();
            String bank = player.arena().origin();
            browser.run("const form = document.querySelector('#to').form;"
                    + "form.elements.to.value = 'bob'; form.elements.amount.value = '2.50';");
            browser.click("main form button");
            player.awaitPage("/web/account");

            browser.visit(player.arena().evil() + "/");
            for (String attack : List.of("form-urlencoded", "form-multipart", "form-text-plain", "web-socket")) {
                for (String target : List.of("open", "web")) {
                    browser.click("#" + attack + " button[data-target=" + target + "]");
                    awaitOutcome(browser, attack, target);
                }
            }
            browser.run("window.scrollTo(0, 0);");
            picture(browser, "attacker");

            browser.open(bank + "/watch");
            browser.click("#unsafe");
            sleep(SETTLED_MS);
            assertThat(browser.run("return document.querySelectorAll('#decisions tr.denied').length;")
                            .asInt())
                    .isEqualTo(4);
            assertThat(browser.run("return document.getElementById('stolen').textContent;")
                            .asText())
                    .isNotEqualTo("£0.00");
            picture(browser, "watch");

            browser.open(bank + "/open/account");
            assertThat(browser.run("return document.querySelectorAll('#transfers tr').length;")
                            .asInt())
                    .isEqualTo(5);
            picture(browser, "account");
        }
    }

    private static void awaitOutcome(Browser browser, String attack, String target) throws IOException {
        for (int i = 0; i < 300; i++) {
            if (browser.run("const o = document.querySelector('#" + attack + " output[data-target=" + target + "]');"
                            + "return o.className !== '' && o.className !== 'running'"
                            + " && !document.getElementById('all').disabled;")
                    .asBoolean()) {
                return;
            }
            sleep(100);
        }
        throw new IOException(attack + " on " + target + " doesn't come to an end");
    }

    private static void picture(Browser browser, String name) throws IOException {
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve(name + ".png"), browser.screenshot());
    }

    private static void sleep(long ms) throws IOException {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
