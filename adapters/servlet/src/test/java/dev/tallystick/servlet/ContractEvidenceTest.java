package dev.tallystick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Protection;
import dev.tallystick.config.TallystickConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** {@code evidence.table}, row by row, through the filter on Jetty. */
class ContractEvidenceTest {

    @TestFactory
    Stream<DynamicContainer> findsTheEvidenceOfEveryRow() {
        return ContractTables.read("evidence.table").stream().map(section -> {
            String[] request = section.config().getProperty("request").split(" ");
            ContractSite site = ContractSite.start(protection(section), request[1]);
            return DynamicContainer.dynamicContainer(
                    section.name(),
                    section.rows().stream()
                            .map(row -> DynamicTest.dynamicTest(row.toString(), () -> {
                                List<String> lines = new ArrayList<>();
                                lines.add(section.config().getProperty("lines"));
                                lines.addAll(row.lines(0));
                                play(site.send(ContractSite.request(request[0], request[2], lines)), row);
                            }))
                            .onClose(site::close));
        });
    }

    private static void play(ContractSite.Answer answer, ContractTables.Row row) {
        if (row.column(1).equals("foreign")) {
            answer.assertDenied(row.column(2));
        } else {
            answer.assertAllowed();
        }
        assertThat(answer.decision().evidence().code()).isEqualTo(row.column(1));
    }

    private static Protection protection(ContractTables.Section section) {
        Properties config = new Properties();
        config.putAll(section.config());
        config.setProperty("tallystick.keys", ContractSite.keys());
        return TallystickConfig.from(config).router(jwt -> Protection.denyAll());
    }
}
