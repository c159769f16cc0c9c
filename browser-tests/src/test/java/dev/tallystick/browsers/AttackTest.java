package dev.tallystick.browsers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.bank.SameSite;
import dev.tallystick.browsers.arena.Door;
import dev.tallystick.browsers.arena.Seen;
import dev.tallystick.browsers.engine.Engine;
import dev.tallystick.browsers.matrix.Outcome;
import dev.tallystick.browsers.matrix.Setup;
import dev.tallystick.browsers.matrix.Vector;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What other sites can make a browser do to somebody who is signed in at the bank. */
@Execution(ExecutionMode.CONCURRENT)
class AttackTest {

    /** Attacks that work in every engine on a door that nothing guards. If they don't, the rest of this class proves nothing. */
    private static final List<String> WORK_EVERYWHERE = List.of(
            "form-post-urlencoded",
            "form-post-multipart",
            "form-post-textplain",
            "form-post-click",
            "form-post-rel-noreferrer",
            "form-post-page-no-referrer",
            "form-post-page-unsafe-url",
            "form-post-sandbox-iframe-top",
            "form-post-data-iframe-top",
            "form-307-to-bank",
            "form-308-to-bank",
            "form-307-bank-out-and-back",
            "form-post-method-override",
            "form-post-sandbox-iframe",
            "form-post-srcdoc-iframe",
            "form-post-data-iframe",
            "form-post-blob-iframe",
            "form-post-iframe-target",
            "fetch-nocors-post-text",
            "fetch-nocors-post-urlencoded",
            "fetch-nocors-post-multipart",
            "fetch-nocors-post-blob-no-type",
            "fetch-nocors-post-textplain-json-param",
            "fetch-nocors-post-no-referrer",
            "fetch-nocors-307-to-bank",
            "fetch-cors-post-urlencoded",
            "fetch-cors-post-json-allowed",
            "fetch-cors-delete-allowed",
            "fetch-cors-307-to-bank",
            "fetch-nocors-post-sandbox-iframe",
            "worker-fetch-nocors-post",
            "xhr-post-withcredentials",
            "beacon-text",
            "beacon-urlencoded",
            "beacon-formdata",
            "beacon-arraybuffer",
            "websocket",
            "sibling-form-post-urlencoded",
            "sibling-form-post-page-no-referrer",
            "sibling-fetch-nocors-post-text",
            "sibling-websocket",
            "file-form-post-urlencoded",
            "data-form-post-urlencoded",
            "login-form");

    static Stream<Engine> engines() {
        return Engines.all();
    }

    static Stream<Engine> newAndOldEngine() {
        return Engines.all()
                .filter(engine -> engine.id().equals("chromium") || engine.id().equals("wpe"));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void moveMoneyOnTheDoorThatNothingGuards(Engine engine) {
        assertThat(Attacks.onHttps(engine).thatMoved(Door.OPEN)).as(engine.id()).containsAll(WORK_EVERYWHERE);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void moveNoneOnAGuardedDoorAndNothingUnsafeIsLetIn(Engine engine) {
        Attacks played = Attacks.onHttps(engine);
        assertThat(played.outcomes()).hasSizeGreaterThan(350);
        assertThat(played.thatMoved(Door.WEB)).as(engine.id()).isEmpty();
        assertThat(played.violations()).as(engine.id()).isEmpty();
    }

    /** With Fetch Metadata and without; the whole matrix plays the others on http too. */
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("newAndOldEngine")
    void doTheSameOnPlainHttp(Engine engine) {
        Attacks played = Attacks.onHttp(engine);
        assertThat(played.thatMoved(Door.OPEN))
                .as(engine.id())
                .contains("form-post-urlencoded", "fetch-nocors-post-text", "beacon-text", "websocket");
        assertThat(played.thatMoved(Door.WEB)).as(engine.id()).isEmpty();
        assertThat(played.violations()).as(engine.id()).isEmpty();
    }

    /** An old engine says nothing of Sec-Fetch-Site, and is read by Origin alone. */
    @ParameterizedTest
    @MethodSource("engines")
    void areToldByFetchMetadataWhereTheEngineHasIt(Engine engine) {
        assertThat(Attacks.onHttps(engine).on(Door.WEB, "form-post-urlencoded").values())
                .flatExtracting(Outcome::requests)
                .isNotEmpty()
                .allSatisfy(seen -> {
                    assertThat(seen.header("Sec-Fetch-Site"))
                            .isEqualTo(engine.sendsFetchMetadata() ? "cross-site" : null);
                    assertThat(seen.header("Origin")).startsWith("https://evil.localhost:");
                    assertThat(seen.reason()).isEqualTo("untrusted-origin");
                });
    }

    /** The first named exception: Chromium sends the attacker's body again as the bank's own. */
    @ParameterizedTest
    @MethodSource("engines")
    void getThroughByAnAnswerThatReloadsItselfInChromiumUnlessATokenMustHold(Engine engine) {
        Attacks played = Attacks.onHttps(engine);
        String id = "form-post-answered-by-selfreload";
        boolean isChromium = engine.id().equals("chromium");
        assertThat(played.on(Door.WEB, id).get(id).moved()).isFalse();
        assertThat(played.on(Door.EITHER, id).get(id).moved()).isEqualTo(isChromium);
        assertThat(played.on(Door.ORIGIN, id).get(id).moved()).isEqualTo(isChromium);
        if (isChromium) {
            List<Seen> seen = played.on(Door.WEB, id).get(id).requests();
            assertThat(seen).hasSize(2);
            assertThat(seen.get(1).method()).isEqualTo("POST");
            assertThat(seen.get(1).header("Sec-Fetch-Site")).isEqualTo("same-origin");
            assertThat(seen.get(1).reason()).isIn("missing-token", "missing-secret");
        }
    }

    /** The second: Firefox has a service worker of the bank's send a foreign form on as the bank's own. */
    @ParameterizedTest
    @MethodSource("engines")
    void getThroughByAServiceWorkerOfTheBanksInFirefoxUnlessATokenMustHold(Engine engine) {
        Attacks played = Attacks.onHttps(engine);
        String id = "bank-worker-form-post-urlencoded";
        boolean isFirefox = engine.id().equals("firefox");
        Outcome strict = played.on(Door.WEB, id).get(id);
        assertThat(strict.throughWorker()).as("the worker was there").isTrue();
        assertThat(strict.moved()).isFalse();
        assertThat(played.on(Door.EITHER, id).get(id).moved()).isEqualTo(isFirefox);
        assertThat(played.on(Door.ORIGIN, id).get(id).moved()).isEqualTo(isFirefox);
        assertThat(strict.requests())
                .isNotEmpty()
                .allSatisfy(seen -> assertThat(seen.reason())
                        .isIn(isFirefox ? List.of("missing-token", "missing-secret") : List.of("untrusted-origin")));
    }

    /** A refusal that asks for itself again would open the first exception. */
    @ParameterizedTest
    @MethodSource("engines")
    void areAnsweredByPagesThatDoNotReloadThemselves(Engine engine) {
        Map<String, Outcome> forms = Attacks.onHttps(engine).on(Door.WEB, "form-post-");
        assertThat(forms).hasSizeGreaterThan(20);
        forms.values().stream()
                .filter(outcome -> outcome.vector().after() == Vector.After.NOTHING)
                .forEach(outcome -> assertThat(outcome.requests())
                        .as("%s: %s", engine.id(), outcome)
                        .hasSizeLessThanOrEqualTo(1));
    }

    // ---- SameSite alone

    /** A sibling host is the same site, to all but the old WebKit; there a redirect carries even Strict cookies. */
    @ParameterizedTest
    @MethodSource("engines")
    void moveMoneyInSpiteOfSameSiteStrict(Engine engine) throws IOException {
        String carried = engine.id().equals("wpe") ? "form-307-to-bank" : "sibling-form-post-urlencoded";
        List<Outcome> outcomes = played(engine, SameSite.STRICT, "form-post-urlencoded", carried);
        assertThat(moved(outcomes, Door.OPEN)).as(engine.id()).containsExactly(carried);
        assertThat(moved(outcomes, Door.WEB)).as(engine.id()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void moveMoneyInSpiteOfSameSiteLax(Engine engine) throws IOException {
        String carried = engine.id().equals("wpe") ? "form-307-to-bank" : "sibling-form-post-urlencoded";
        List<Outcome> outcomes = played(engine, SameSite.LAX, "form-post-urlencoded", carried);
        assertThat(moved(outcomes, Door.OPEN)).as(engine.id()).containsExactly(carried);
        assertThat(moved(outcomes, Door.WEB)).as(engine.id()).isEmpty();
    }

    /** What a browser makes of a cookie that says nothing: here within two minutes of the login. */
    @ParameterizedTest
    @MethodSource("engines")
    void moveMoneyWhereTheCookieSaysNothingOfSameSite(Engine engine) throws IOException {
        List<Outcome> outcomes = played(engine, SameSite.UNSET, "form-post-urlencoded", "form-307-to-bank");
        assertThat(moved(outcomes, Door.OPEN))
                .as(engine.id())
                .containsExactly("form-post-urlencoded", "form-307-to-bank");
        assertThat(moved(outcomes, Door.WEB)).as(engine.id()).isEmpty();
    }

    private static List<Outcome> played(Engine engine, SameSite sameSite, String... ids) throws IOException {
        return new Setup(engine, Engines.attackers(engine), true, sameSite)
                .play(
                        Vector.all().stream()
                                .filter(vector -> List.of(ids).contains(vector.id()))
                                .toList(),
                        vector -> List.of(Door.OPEN, Door.WEB),
                        System.out::println);
    }

    private static List<String> moved(List<Outcome> outcomes, Door door) {
        return outcomes.stream()
                .filter(outcome -> outcome.door() == door && outcome.moved())
                .map(outcome -> outcome.vector().id())
                .toList();
    }
}
