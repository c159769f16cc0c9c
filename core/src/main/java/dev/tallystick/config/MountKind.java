package dev.tallystick.config;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What can protect a mount that is configured by key. */
public enum MountKind {
    /** Checked for forgery. */
    CSRF("csrf"),
    /** Needs a JWT with the configured claims. */
    JWT("jwt"),
    /** A bearer token is the JWT's to decide; all else is checked for forgery. */
    BEARER_OR_CSRF("bearer-or-csrf"),
    /** Denied. */
    DENY("deny"),
    /** Nothing protects it. */
    NONE("none");

    private final String code;

    MountKind(String code) {
        this.code = code;
    }

    /** As configuration spells it. */
    public String code() {
        return code;
    }

    static MountKind of(String key, String code, MountKind... allowed) {
        for (MountKind kind : allowed) {
            if (kind.code.equals(code)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(key + ": '" + code + "' is unknown: write one of "
                + Arrays.stream(allowed).map(MountKind::code).collect(Collectors.joining(", ")));
    }
}
