package dev.tallystick.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.benchmarks.report.Bars;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {

    @Test
    void whatTheBarsCompareIsMeasured() {
        List<String> names = Plan.bars().stream().map(Cell::name).toList();
        assertThat(names).doesNotHaveDuplicates();
        assertThat(Bars.ALL).filteredOn(bar -> bar.number() != 7).allSatisfy(bar -> {
            assertThat(names).contains(bar.of());
            if (bar.to() != null) {
                assertThat(names).contains(bar.to());
            }
        });
    }
}
