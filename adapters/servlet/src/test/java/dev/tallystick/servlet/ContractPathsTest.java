package dev.tallystick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Protection;
import dev.tallystick.Reason;
import dev.tallystick.Router;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code paths.table}, row by row, through the filter on Jetty, in front of a view that every path leads to. */
class ContractPathsTest {

    /** Jetty takes no origin-form of a target that doesn't begin with a slash. */
    private static final Set<String> REFUSED_BY_JETTY = Set.of(";/web");

    /** As a path it is ambiguous; as a request target it is the absolute form, of which servers hand on the path alone. */
    private static final Map<String, String> ABSOLUTE_FORM = Map.of("http://bank.example/web", "/web");

    /** Jetty, where it is told to be lenient, drops the fragment before anybody sees it: filter and view get one path. */
    private static final Map<String, String> FRAGMENT_DROPPED = Map.of("/web#", "/web", "/web/#/open", "/web/");

    @TestFactory
    Stream<DynamicTest> readsEveryPathInOneWayOrNone() {
        return play(site(false), false, ABSOLUTE_FORM);
    }

    @TestFactory
    Stream<DynamicTest> takesPathParametersOffFirstWhereTheyAreAllowed() {
        return play(site(true), true, ABSOLUTE_FORM);
    }

    @TestFactory
    Stream<DynamicTest> readsThemNoOtherwiseWhereJettyIsLenient() {
        return play(site(false).lenient(), false, lenient());
    }

    @TestFactory
    Stream<DynamicTest> takesPathParametersOffFirstAlsoWhereJettyIsLenient() {
        return play(site(true).lenient(), true, lenient());
    }

    @TestFactory
    Stream<DynamicTest> refusesByItselfWhatALenientJettyLetsThrough() {
        ContractSite site = site(false).lenient();
        return Stream.of(
                        "/web/../open",
                        "//web",
                        "/web/%2e%2e/open",
                        "/web%2fecho",
                        "/web%5cecho",
                        "/web/%252e%252e/open",
                        "/web%3bx",
                        "/web\\echo",
                        "/web;jsessionid=1",
                        "/web/..;/open",
                        "/web/\\xc3\\xa4",
                        "/web/%0a",
                        "/web/%C0%AF")
                .map(path -> DynamicTest.dynamicTest(path, () -> get(site, path).assertDenied("ambiguous-path")))
                .onClose(site::close);
    }

    @Test
    void setsAsideNothingThatIsNotInTheTable() {
        assertThat(ContractTables.rows("paths.table"))
                .extracting(row -> row.column(0))
                .containsAll(REFUSED_BY_JETTY)
                .containsAll(lenient().keySet());
    }

    private static Map<String, String> lenient() {
        Map<String, String> shown = new HashMap<>(ABSOLUTE_FORM);
        shown.putAll(FRAGMENT_DROPPED);
        return shown;
    }

    private static ContractSite site(boolean allowParameters) {
        return ContractSite.start(Router.builder()
                .allowPathParameters(allowParameters)
                .mount("/web", Protection.none())
                .otherwise(Protection.none())
                .build());
    }

    /**
     * @param shownAs rows that Jetty changes on the way, and the path that filter and view both get
     */
    private static Stream<DynamicTest> play(ContractSite site, boolean allowParameters, Map<String, String> shownAs) {
        return ContractTables.rows("paths.table").stream()
                .map(row -> DynamicTest.dynamicTest(row.toString(), () -> {
                    boolean asBefore = !allowParameters || row.column(2).equals("=");
                    String expected = asBefore ? row.column(1) : row.column(2);
                    play(site, row.column(0), shownAs.getOrDefault(row.column(0), expected));
                }))
                .onClose(site::close);
    }

    private static void play(ContractSite site, String path, String expected) {
        ContractSite.Answer answer = get(site, path);
        if (REFUSED_BY_JETTY.contains(path)) {
            answer.assertRefusedByTheServer();
        } else if (expected.equals("ambiguous")) {
            answer.assertDeniedOrRefused(Reason.AMBIGUOUS_PATH);
        } else {
            assertShown(answer, expected);
        }
    }

    private static ContractSite.Answer get(ContractSite site, String path) {
        return site.send(ContractSite.request("GET", ContractTables.octets(path), List.of("Host: bank.example")));
    }

    /** The mount was chosen by the path that the view was chosen by. */
    private static void assertShown(ContractSite.Answer answer, String path) {
        answer.assertAllowed();
        boolean web = path.equals("/web") || path.startsWith("/web/");
        assertThat(answer.response().body()).isEqualTo((web ? "/web" : "") + "|" + path);
    }
}
