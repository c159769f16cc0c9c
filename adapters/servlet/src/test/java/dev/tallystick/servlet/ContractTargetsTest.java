package dev.tallystick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Protection;
import dev.tallystick.Reason;
import dev.tallystick.config.TallystickConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** {@code targets.table}, row by row, through the filter on Jetty. */
class ContractTargetsTest {

    /** Jetty, where it is told to be lenient, hands on a Host that it has put right itself. */
    private static final Set<String> PUT_RIGHT_BY_A_LENIENT_JETTY = Set.of("Host: bank.example:", "Host: ::1");

    @TestFactory
    Stream<DynamicContainer> findsTheTargetOfEveryRow() {
        return sections(row -> true, site -> {}, ContractTargetsTest::play);
    }

    @TestFactory
    Stream<DynamicContainer> deniesABadHostByItselfWhereJettyIsLenient() {
        return sections(row -> row.column(1).equals("bad-host"), ContractSite::lenient, (site, request, row) -> {
            if (PUT_RIGHT_BY_A_LENIENT_JETTY.contains(row.column(0))) {
                ContractSite.Answer answer =
                        site.send(ContractSite.request(request[0], request[2], with(row, "https://elsewhere.example")));
                answer.assertDenied("untrusted-origin");
            } else {
                play(site, request, row);
            }
        });
    }

    /** What is done with one row. */
    @FunctionalInterface
    private interface Play {
        void play(ContractSite site, String[] request, ContractTables.Row row);
    }

    private static Stream<DynamicContainer> sections(
            Predicate<ContractTables.Row> rows, Consumer<ContractSite> setting, Play play) {
        return ContractTables.read("targets.table").stream()
                .filter(section -> section.rows().stream().anyMatch(rows))
                .map(section -> {
                    String[] request = section.config().getProperty("request").split(" ");
                    ContractSite site = ContractSite.start(protection(section), request[1]);
                    setting.accept(site);
                    return DynamicContainer.dynamicContainer(
                            section.name(),
                            section.rows().stream()
                                    .filter(rows)
                                    .map(row -> DynamicTest.dynamicTest(
                                            row.toString(), () -> play.play(site, request, row)))
                                    .onClose(site::close));
                });
    }

    private static void play(ContractSite site, String[] request, ContractTables.Row row) {
        String target = row.column(1);
        if (target.equals("bad-host")) {
            site.send(ContractSite.request(request[0], request[2], row.lines(0)))
                    .assertDeniedOrRefused(Reason.BAD_HOST);
            ContractSite.Answer safe = site.send(ContractSite.request("GET", request[2], row.lines(0)));
            if (safe.isServersOwn()) {
                safe.assertRefusedByTheServer();
            } else {
                safe.assertAllowed();
            }
            return;
        }
        ContractSite.Answer own = site.send(ContractSite.request(request[0], request[2], with(row, target)));
        own.assertAllowed();
        assertThat(own.decision().evidence().code()).isEqualTo("same");
        site.send(ContractSite.request(request[0], request[2], with(row, "https://elsewhere.example")))
                .assertDenied("untrusted-origin");
    }

    private static List<String> with(ContractTables.Row row, String origin) {
        List<String> lines = new ArrayList<>(row.lines(0));
        lines.add("Origin: " + origin);
        return lines;
    }

    private static Protection protection(ContractTables.Section section) {
        Properties config = new Properties();
        config.putAll(section.config());
        config.setProperty("tallystick.mounts", "/web=csrf");
        config.setProperty("tallystick.mode", "origin-only");
        config.setProperty("tallystick.keys", ContractSite.keys());
        return TallystickConfig.from(config).router(jwt -> Protection.denyAll());
    }
}
