package dev.tallystick.bank.attacker;

import org.jspecify.annotations.Nullable;

/** A mount of the bank that attacks aim at. */
public enum Target {
    OPEN("open"),
    WEB("web");

    private final String id;

    Target(String id) {
        this.id = id;
    }

    /** The name in addresses. */
    public String id() {
        return id;
    }

    /** The mount, for instance {@code /open}. */
    public String mount() {
        return "/" + id;
    }

    static @Nullable Target of(@Nullable String id) {
        for (Target target : values()) {
            if (target.id.equals(id)) {
                return target;
            }
        }
        return null;
    }
}
