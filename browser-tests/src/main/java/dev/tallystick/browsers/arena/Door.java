package dev.tallystick.browsers.arena;

import org.jspecify.annotations.Nullable;

/** A mount of the bank for browsers: the same views, guarded in one way or another. */
public enum Door {
    OPEN("open", "none", null),
    WEB("web", "csrf", "strict"),
    EITHER("either", "csrf", "origin-or-token"),
    ORIGIN("origin", "csrf", "origin-only");

    private final String id;
    private final String kind;
    private final @Nullable String mode;

    Door(String id, String kind, @Nullable String mode) {
        this.id = id;
        this.kind = kind;
        this.mode = mode;
    }

    public String id() {
        return id;
    }

    public String path() {
        return '/' + id;
    }

    String kind() {
        return kind;
    }

    /** The guard's mode; null if nothing guards it. */
    public @Nullable String mode() {
        return mode;
    }

    public boolean isGuarded() {
        return mode != null;
    }
}
