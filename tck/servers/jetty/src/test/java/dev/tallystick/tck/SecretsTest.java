package dev.tallystick.tck;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** On this server, of every rule the first case and the last. */
class SecretsTest extends SecretsContract {

    @Override
    Stream<KitCase> cases(Kit kit) {
        return kit.cases().stream().collect(Collectors.groupingBy(KitCase::rule)).values().stream()
                .map(ofRule -> List.of(ofRule.get(0), ofRule.get(ofRule.size() - 1)))
                .flatMap(both -> both.stream().distinct());
    }
}
