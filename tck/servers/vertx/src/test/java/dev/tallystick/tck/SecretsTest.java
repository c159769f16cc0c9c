package dev.tallystick.tck;

import java.util.Set;
import java.util.stream.Stream;

/** On this server, whose own log lines and pages are others; all cases that hold tokens and secrets in many forms. */
class SecretsTest extends SecretsContract {

    private static final Set<String> GROUPS =
            Set.of("csrf-token", "cookies", "sessions", "spa-cookie", "denials", "served");

    @Override
    Stream<KitCase> cases(Kit kit) {
        return kit.cases().stream().filter(each -> GROUPS.contains(each.group()));
    }
}
