package dev.tallystick.tck;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The reason codes of the contract and the status of each, written down here anew: the kit doesn't ask the engine. */
final class Reasons {

    private static final Set<String> FORBIDDEN = Set.of(
            "conflicting-headers",
            "bad-fetch-metadata",
            "cross-site",
            "untrusted-origin",
            "null-origin",
            "malformed-origin",
            "untrusted-referer",
            "insecure-referer",
            "malformed-referer",
            "missing-origin",
            "bad-host",
            "missing-secret",
            "missing-token",
            "malformed-token",
            "unknown-key",
            "expired-token",
            "wrong-token",
            "no-protection",
            "missing-claim");

    private static final Map<String, Integer> OTHERS = Map.of(
            "ambiguous-path", 400,
            "missing-jwt", 401,
            "malformed-jwt", 401,
            "invalid-jwt", 401,
            "expired-jwt", 401,
            "body-too-large", 413);

    /** What a server may refuse by itself, before anyone is asked. */
    private static final Set<String> SERVERS_OWN = Set.of("ambiguous-path", "bad-host");

    private Reasons() {}

    /** Null if there is no such reason. */
    static @Nullable Integer status(String code) {
        return FORBIDDEN.contains(code) ? Integer.valueOf(403) : OTHERS.get(code);
    }

    /** How many there are. */
    static int count() {
        return FORBIDDEN.size() + OTHERS.size();
    }

    static boolean isServersOwn(String code) {
        return SERVERS_OWN.contains(code);
    }
}
