package dev.tallystick.origin;

/** What a request's headers say about the page that sent it. */
public enum Evidence {
    /** A page of the target origin itself. */
    SAME("same"),
    /** A page of an origin that was declared trusted. */
    TRUSTED("trusted"),
    /** The user: an address typed, a bookmark, a prefetch. No proof either way. */
    USER("user"),
    /** Nothing was said: an old browser, or no browser. */
    UNKNOWN("unknown"),
    /** Another page, or headers that contradict themselves. */
    FOREIGN("foreign"),
    /** Not looked at: the request was decided before. */
    NONE("none");

    private final String code;

    Evidence(String code) {
        this.code = code;
    }

    /** The stable name in logs, metrics and documents. */
    public String code() {
        return code;
    }
}
