package dev.tallystick;

/** Which rule settled a request. */
public enum Rule {
    /** The path rules: one path, one reading. */
    PATH("path"),
    /** The mount denies all, or no mount covers the path. */
    NO_PROTECTION("no-protection"),
    /** The mount protects nothing. */
    UNPROTECTED("unprotected"),
    /** Tallystick answers by itself: its script, or the token endpoint. */
    SERVED("served"),
    /** The method is safe. */
    SAFE_METHOD("safe-method"),
    /** The request was exempted out loud. */
    EXEMPTION("exemption"),
    /** The target origin must be known. */
    TARGET_ORIGIN("target-origin"),
    /** The origin check was enough. */
    ORIGIN("origin"),
    /** The CSRF token decided. */
    TOKEN("token"),
    /** The JWT and its claim decided. */
    JWT("jwt");

    private final String code;

    Rule(String code) {
        this.code = code;
    }

    /** The stable name in logs, metrics and documents. */
    public String code() {
        return code;
    }
}
