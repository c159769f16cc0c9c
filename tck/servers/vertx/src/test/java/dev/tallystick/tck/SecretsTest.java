package dev.tallystick.tck;

import java.util.Set;

/** On this server, whose own log lines and pages are others; the cases that hold tokens and secrets in many forms. */
class SecretsTest extends SecretsContract {

    private static final Set<String> GROUPS =
            Set.of("csrf-token", "cookies", "sessions", "spa-cookie", "denials", "served");

    @Override
    boolean plays(String group) {
        return GROUPS.contains(group);
    }
}
