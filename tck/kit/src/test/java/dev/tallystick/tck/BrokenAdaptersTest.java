package dev.tallystick.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether the kit catches what is broken, and only that. The adapter that isn't broken is the same but for the mistake. */
class BrokenAdaptersTest {

    private static final Kit KIT = Kit.load();

    @Test
    void whatIsNotBrokenPassesEveryCase() throws Exception {
        List<String> failures = new ArrayList<>();

        play(KIT.rules().keySet(), Breakage.NONE, failures);

        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "TOKEN_FROM_THE_QUERY, C-04",
        "ORIGINS_BY_PREFIX, O-07 O-08",
        "FIRST_LINE_ONLY, O-01 F-02 O-14 T-05 J-03",
        "UNSAFE_METHODS_LISTED, M-02",
        "NO_SESSION_BINDING, S-01 S-02 S-03 S-05",
        "PLANTED_COOKIE_WINS, K-07",
        "INNER_PROTECTION_SKIPPED, P-14",
        "PATH_BEFORE_NORMALISING, P-03 P-04 P-05 P-06 P-07",
        "METHOD_IN_ANY_CASE, M-02",
        "LINES_JOINED, C-05 O-14",
        "REFERER_IGNORED, O-12 O-13 O-15",
        "FETCH_METADATA_IGNORED, F-01 F-02 F-05",
        "METHOD_OVERRIDE_IGNORED, M-04 M-06",
        "HANDSHAKE_UNGUARDED, W-01 W-02",
        "ACTION_IGNORED, C-13",
        "EXEMPTION_WEAKENS_JWT, J-11 X-03",
        "JWT_FROM_A_COOKIE, J-06",
        "AMBIENT_LOGIN_BEHIND_JWT, J-08",
        "SAFE_GET_CREATES_A_SESSION, S-06 M-01 K-05",
        "FORWARDED_BY_ANYONE, T-06",
    })
    void eachMistakeIsCaughtByTheRulesThatAreAboutIt(Breakage mistake, String names) throws Exception {
        List<String> rules = List.of(names.split(" "));

        assertThat(play(rules, mistake, new ArrayList<>())).containsExactlyInAnyOrderElementsOf(rules);
    }

    @Test
    void noMistakeIsForgotten() throws NoSuchMethodException {
        String[] tried = BrokenAdaptersTest.class
                .getDeclaredMethod("eachMistakeIsCaughtByTheRulesThatAreAboutIt", Breakage.class, String.class)
                .getAnnotation(CsvSource.class)
                .value();

        assertThat(tried)
                .extracting(row -> Breakage.valueOf(row.substring(0, row.indexOf(','))))
                .containsExactlyInAnyOrderElementsOf(
                        EnumSet.complementOf(EnumSet.of(Breakage.NONE, Breakage.NO_WEBSOCKET)));
    }

    /** The rules that failed. */
    private static Set<String> play(Iterable<String> asked, Breakage breakage, List<String> failures) throws Exception {
        Set<String> played = new TreeSet<>();
        asked.forEach(played::add);
        Set<String> failed = new TreeSet<>();
        Run run = new Run(
                KIT,
                "tiny",
                EnumSet.allOf(Capability.class),
                configuration -> TinyApplication.start(configuration, breakage));
        try {
            for (KitCase each : KIT.cases()) {
                AssertionError failure =
                        played.contains(each.rule()) ? run.play(each).failure() : null;
                if (failure != null) {
                    failed.add(each.rule());
                    failures.add(failure.getMessage());
                }
            }
        } finally {
            run.close();
        }
        return failed;
    }
}
