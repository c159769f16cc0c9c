package dev.tallystick.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Decision;
import dev.tallystick.Protection;
import dev.tallystick.Reason;
import dev.tallystick.Router;
import dev.tallystick.Rule;
import dev.tallystick.http.RequestPath;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.Tables;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** {@code paths.table}, row by row, through a router that lets everything else pass. */
class PathsTableTest {

    private static final List<Tables.Row> ROWS = Tables.rows("/dev/tallystick/contract/paths.table");

    @TestFactory
    Stream<DynamicTest> readsEveryPathInOneWayOrNone() {
        return ROWS.stream().map(row -> DynamicTest.dynamicTest(row.toString(), () -> play(row, false, row.column(1))));
    }

    @TestFactory
    Stream<DynamicTest> takesPathParametersOffFirstWhereTheyAreAllowed() {
        return ROWS.stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.toString(),
                        () -> play(row, true, row.column(2).equals("=") ? row.column(1) : row.column(2))));
    }

    private static void play(Tables.Row row, boolean allowParameters, String expected) {
        String path = Tables.octets(row.column(0));
        FakeServer server = FakeServer.of(Router.builder()
                .allowPathParameters(allowParameters)
                .mount("/web", Protection.none())
                .otherwise(Protection.none())
                .build());
        Decision decision = server.decide(FakeRequest.get(path));

        if (expected.equals("ambiguous")) {
            assertThat(decision.reason()).isEqualTo(Reason.AMBIGUOUS_PATH);
            assertThat(decision.rule()).isEqualTo(Rule.PATH);
            assertThat(RequestPath.decode(path, allowParameters)).isNull();
            assertThat(server.guard().mountOf(FakeRequest.get(path).build())).isNull();
        } else {
            assertThat(decision.passes()).isTrue();
            assertThat(RequestPath.decode(path, allowParameters)).isEqualTo(expected);
            boolean web = expected.equals("/web") || expected.startsWith("/web/");
            assertThat(server.guard().mountOf(FakeRequest.get(path).build())).isEqualTo(web ? "/web" : "");
        }
    }
}
