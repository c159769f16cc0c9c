package dev.tallystick.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Decision;
import dev.tallystick.Mode;
import dev.tallystick.Reason;
import dev.tallystick.model.Bank.Binding;
import dev.tallystick.model.Bank.Configuration;
import dev.tallystick.model.Bank.Visitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The engine over all that four real browsers were seen to send, times all that an attacker can add, times the configurations.
 * docs/model.md says in plain words what follows from it; its numbers are those of this run.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrowserModelTest {

    private static final List<Recording> RECORDINGS = Recording.readAll();
    private static final List<Mode> STRICT = List.of(Mode.STRICT);
    private static final List<Mode> OTHERS = List.of(Mode.ORIGIN_OR_TOKEN, Mode.ORIGIN_ONLY);
    private static final List<String> PRODUCT_BANKS = List.of("https://bank.example", "http://bank.example");

    /** What the document says of each part: its name and number of requests. */
    private static final Map<String, Long> SIZES = new LinkedHashMap<>();

    @Test
    @Order(1)
    void inStrictNoRecordedAttackIsAllowedWhateverTheAttackerAdds() {
        Run run = new Run();
        attacks().forEach(run::tryInStrict);
        run.assertAllowed("recorded attacks, `strict`", 100_000);
    }

    @Test
    @Order(2)
    void inTheOtherModesARecordedAttackIsAllowedOnlyWhereThePageThatAnswersItReloadsItself() {
        Run run = new Run();
        attacks().filter(recording -> !recording.isSelfReload()).forEach(recording -> run.tryInOthers(recording));
        run.assertAllowed("recorded attacks, other modes", 200_000);

        Run reloads = new Run();
        attacks().filter(Recording::isSelfReload).forEach(reloads::tryInOthers);
        assertThat(reloads.allowed.keySet())
                .as("the named exception; if it is gone, say so in the document")
                .anyMatch(name -> name.contains("form-post"))
                .allMatch(name -> name.contains("reload"));
    }

    @Test
    @Order(3)
    void anyForeignOriginIsRefusedInEveryModeWithAnythingBesideIt() {
        Run run = new Run();
        for (String bank : PRODUCT_BANKS) {
            List<Forgery> product = Forgery.product(bank);
            for (Configuration configuration : Configuration.all(List.of(Mode.values()), bank)) {
                run.tryAll(product, configuration, attempt -> true);
            }
        }
        run.assertAllowed("product of foreign headers, all modes", 3_000_000);
    }

    @Test
    @Order(4)
    void inStrictWhoIsSignedInIsSafeEvenIfTheBrowserLies() {
        Run run = new Run();
        for (String bank : PRODUCT_BANKS) {
            List<Forgery> lies = Forgery.lies(bank);
            for (Configuration configuration : Configuration.all(STRICT, bank)) {
                if (configuration.binding() != Binding.NONE) {
                    run.tryAll(lies, configuration, Attempt::signedIn);
                }
            }
        }
        run.assertAllowed("headers that lie, `strict`, signed in", 500_000);
    }

    @Test
    @Order(5)
    void whereNothingStandsForTheLoginAPlantedCookieAndALieTogetherWouldDo() {
        Set<String> needed = new TreeSet<>();
        for (String bank : PRODUCT_BANKS) {
            for (Configuration configuration : Configuration.all(STRICT, bank)) {
                Bank site = new Bank(configuration);
                for (Forgery lie : Forgery.lies(bank)) {
                    for (Attempt attempt : Attempt.all(site)) {
                        ModelRequest request = lie.with(attempt, site);
                        if (request != null && site.decide(request).isAllowed()) {
                            boolean unbound = !attempt.signedIn() || configuration.binding() == Binding.NONE;
                            needed.add((attempt.planted() ? "planted cookie" : "own cookie")
                                    + (unbound ? ", no login bound" : ", login bound")
                                    + (configuration.secretInSession() ? ", secret in the session" : ""));
                        }
                    }
                }
            }
        }
        assertThat(needed).containsExactly("planted cookie, no login bound");
    }

    @Test
    @Order(6)
    void everyRecordedLegitimateRequestIsAllowedOrItsKindIsNamed() {
        Map<String, Long> refused = new TreeMap<>();
        long allowed = 0;
        for (Recording recording : RECORDINGS) {
            if (!recording.isLegitimate()) {
                continue;
            }
            for (Configuration configuration : Configuration.all(List.of(Mode.values()), recording.bank())) {
                Decision decision = decideLegitimate(recording, Run.bank(configuration));
                if (decision.isAllowed()) {
                    allowed++;
                } else {
                    refused.merge(kind(recording, configuration, decision), 1L, Long::sum);
                }
            }
        }
        SIZES.put(
                "recorded legitimate requests, all modes",
                allowed + refused.values().stream().mapToLong(n -> n).sum());
        assertThat(refused.keySet())
                .containsExactlyInAnyOrder(
                        "page with no-referrer, no Fetch Metadata: null-origin in every mode",
                        "request that can't carry a token: missing-token in strict",
                        "request without cookies: missing-secret in strict");
        assertThat(allowed).isGreaterThan(10_000);
    }

    @Test
    @Order(7)
    void theDocumentSaysTheSizesOfThisRun() throws IOException {
        StringBuilder table = new StringBuilder("| part | requests |\n|---|---|\n");
        long sum = 0;
        for (Map.Entry<String, Long> size : SIZES.entrySet()) {
            table.append("| ")
                    .append(size.getKey())
                    .append(" | ")
                    .append(number(size.getValue()))
                    .append(" |\n");
            sum += size.getValue();
        }
        table.append("| together | ").append(number(sum)).append(" |\n");
        Path document = Path.of(System.getProperty("tallystick.root")).resolve("docs/model.md");
        assertThat(Files.readString(document))
                .as("docs/model.md must hold this table")
                .contains(table);
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static Stream<Recording> attacks() {
        Set<Object> seen = new HashSet<>();
        return RECORDINGS.stream()
                .filter(recording -> recording.isAttack() && !recording.method().equals("OPTIONS"))
                .filter(recording -> seen.add(recording.seen()));
    }

    /** As the bank's page makes it: the token in the header where a script can set it, else in the form. */
    private static Decision decideLegitimate(Recording recording, Bank bank) {
        Visitor customer = bank.customer;
        boolean cookies = !recording.cookies().contains("-");
        ModelRequest request = bank.request();
        request.method = recording.method();
        request.handshake = recording.handshake();
        request.origin = recording.origin();
        request.referer = recording.referer();
        request.site = recording.site();
        request.form = recording.isForm();
        request.session = customer.session();
        request.cookie =
                "login=customer" + (cookies && customer.secretCookie() != null ? "; " + customer.secretCookie() : "");
        if (recording.canCarryHeader()) {
            request.headerToken = customer.token();
        } else {
            request.fieldToken = customer.token();
        }
        return bank.decide(request);
    }

    private static String kind(Recording recording, Configuration configuration, Decision decision) {
        if (decision.reason() == Reason.NULL_ORIGIN && recording.site() == null) {
            return "page with no-referrer, no Fetch Metadata: null-origin in every mode";
        }
        if (decision.reason() == Reason.MISSING_TOKEN && configuration.mode() == Mode.STRICT && !recording.isForm()) {
            return "request that can't carry a token: missing-token in strict";
        }
        if (decision.reason() == Reason.MISSING_SECRET
                && configuration.mode() == Mode.STRICT
                && recording.cookies().contains("-")) {
            return "request without cookies: missing-secret in strict";
        }
        return recording + " " + configuration + " " + decision;
    }

    /** Tries requests, and counts them. */
    private static final class Run {

        private static final Map<Configuration, Bank> BANKS = new LinkedHashMap<>();
        private static final Map<Configuration, List<Attempt>> ATTEMPTS = new LinkedHashMap<>();

        private final Map<String, ModelRequest> allowed = new TreeMap<>();
        private long tried;

        static Bank bank(Configuration configuration) {
            return BANKS.computeIfAbsent(configuration, Bank::new);
        }

        void tryInStrict(Recording recording) {
            tryIn(STRICT, recording);
        }

        void tryInOthers(Recording recording) {
            tryIn(OTHERS, recording);
        }

        private void tryIn(List<Mode> modes, Recording recording) {
            for (Configuration configuration : Configuration.all(modes, recording.bank())) {
                // A self-reload with a planted cookie is the subject of a test of its own.
                tryAll(
                        List.of(Forgery.of(recording)),
                        configuration,
                        attempt -> modes != STRICT || !recording.isSelfReload() || !attempt.planted());
            }
        }

        void tryAll(Collection<Forgery> forgeries, Configuration configuration, Predicate<Attempt> attempts) {
            Bank bank = bank(configuration);
            List<Attempt> all = new ArrayList<>(ATTEMPTS.computeIfAbsent(configuration, key -> Attempt.all(bank)));
            all.removeIf(attempts.negate());
            for (Forgery forgery : forgeries) {
                for (Attempt attempt : all) {
                    ModelRequest request = forgery.with(attempt, bank);
                    if (request != null) {
                        tried++;
                        if (bank.decide(request).isAllowed()) {
                            allowed.putIfAbsent(configuration.mode() + " " + forgery.name(), request);
                        }
                    }
                }
            }
        }

        void assertAllowed(String part, long atLeast) {
            SIZES.put(part, tried);
            assertThat(allowed).as("let through").isEmpty();
            assertThat(tried).as("requests tried").isGreaterThan(atLeast);
        }
    }
}
