package dev.tallystick.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Decision;
import dev.tallystick.Protection;
import dev.tallystick.Reason;
import dev.tallystick.Rule;
import dev.tallystick.config.TallystickConfig;
import dev.tallystick.origin.Evidence;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.Keys;
import dev.tallystick.testing.Tables;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** {@code targets.table}, row by row. */
class TargetsTableTest {

    @TestFactory
    Stream<DynamicNode> findsTheTargetOfEveryRow() {
        return Tables.read("/dev/tallystick/contract/targets.table").stream().flatMap(site -> {
            FakeServer server = server(site.config());
            return site.rows().stream()
                    .map(row -> DynamicTest.dynamicTest(site.name() + ", " + row, () -> play(server, site, row)));
        });
    }

    private static void play(FakeServer server, Tables.Section site, Tables.Row row) {
        String[] request = site.config().getProperty("request").split(" ");
        FakeRequest.Builder sent = FakeRequest.builder(request[0], request[2])
                .scheme(request[1])
                .peer("127.0.0.1")
                .lines(row.lines(0));
        String target = row.column(1);
        if (target.equals("bad-host")) {
            Decision decision = server.decide(sent);
            assertThat(decision.reason()).isEqualTo(Reason.BAD_HOST);
            assertThat(decision.rule()).isEqualTo(Rule.TARGET_ORIGIN);
            assertThat(server.decide(sent.copy().method("GET")).isAllowed())
                    .as("a safe request passes all the same")
                    .isTrue();
        } else {
            assertThat(server.decide(sent.copy().origin(target)).evidence())
                    .as("Origin: %s", target)
                    .isEqualTo(Evidence.SAME);
            assertThat(server.decide(sent.copy().origin("https://elsewhere.example"))
                            .evidence())
                    .isEqualTo(Evidence.FOREIGN);
        }
    }

    private static FakeServer server(Properties site) {
        Properties config = new Properties();
        config.putAll(site);
        config.setProperty("tallystick.mounts", "/web=csrf");
        config.setProperty("tallystick.mode", "origin-only");
        config.setProperty("tallystick.keys", Keys.TEXT);
        return FakeServer.of(TallystickConfig.from(config).router(jwt -> Protection.denyAll()));
    }
}
