package dev.tallystick.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Decision;
import dev.tallystick.Protection;
import dev.tallystick.Rule;
import dev.tallystick.config.TallystickConfig;
import dev.tallystick.origin.Evidence;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.Keys;
import dev.tallystick.testing.Tables;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code evidence.table}, row by row. */
class EvidenceTableTest {

    private static final List<Tables.Section> SITES = Tables.read("/dev/tallystick/contract/evidence.table");

    @TestFactory
    Stream<DynamicNode> findsTheEvidenceOfEveryRow() {
        return SITES.stream().flatMap(site -> {
            FakeServer server = server(site);
            return site.rows().stream()
                    .map(row -> DynamicTest.dynamicTest(site.name() + ", " + row, () -> play(server, site, row)));
        });
    }

    @TestFactory
    Stream<DynamicNode> aSecondLineOfWhatDecidesNeverAllowsWhatWasDenied() {
        return SITES.stream().flatMap(site -> {
            FakeServer server = server(site);
            return site.rows().stream()
                    .filter(row -> row.column(1).equals("foreign"))
                    .map(row -> DynamicTest.dynamicTest(site.name() + ", " + row, () -> {
                        for (String header : List.of("Origin", "Sec-Fetch-Site")) {
                            for (String line : List.of("https://bank.example", "same-origin", "null", "")) {
                                FakeRequest.Builder request = request(site, row);
                                if (request.build().headers(header).hasMoreElements()) {
                                    request.header(header, line);
                                    assertThat(server.decide(request).isAllowed())
                                            .as("with another line %s: %s", header, line)
                                            .isFalse();
                                }
                            }
                        }
                    }));
        });
    }

    @Test
    void holdsARowForEveryKindOfEvidence() {
        Set<String> shown = SITES.stream()
                .flatMap(site -> site.rows().stream())
                .map(row -> row.column(1))
                .collect(Collectors.toSet());

        assertThat(shown)
                .isEqualTo(Arrays.stream(Evidence.values())
                        .filter(evidence -> evidence != Evidence.NONE)
                        .map(Evidence::code)
                        .collect(Collectors.toSet()));
    }

    private static void play(FakeServer server, Tables.Section site, Tables.Row row) {
        Decision decision = server.decide(request(site, row));

        boolean foreign = row.column(1).equals("foreign");
        assertThat(decision.evidence().code()).as("evidence").isEqualTo(row.column(1));
        assertThat(decision.reason() == null ? "" : decision.reason().code())
                .as("reason")
                .isEqualTo(row.column(2));
        assertThat(decision.isAllowed()).as("allowed").isEqualTo(!foreign);
        assertThat(decision.rule()).isEqualTo(Rule.ORIGIN);
        assertThat(server.asked()).as("headers alone decide").isEmpty();
    }

    private static FakeRequest.Builder request(Tables.Section site, Tables.Row row) {
        String[] request = site.config().getProperty("request").split(" ");
        return FakeRequest.builder(request[0], request[2])
                .scheme(request[1])
                .lines(List.of(site.config().getProperty("lines")))
                .lines(row.lines(0));
    }

    private static FakeServer server(Tables.Section site) {
        Properties config = new Properties();
        config.putAll(site.config());
        config.setProperty("tallystick.keys", Keys.TEXT);
        return FakeServer.of(TallystickConfig.from(config).router(jwt -> Protection.denyAll()));
    }
}
