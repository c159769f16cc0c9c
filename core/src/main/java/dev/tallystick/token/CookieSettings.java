package dev.tallystick.token;

import dev.tallystick.http.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of the secret's cookie (RFC 6265bis, sections 4.1 and 5.4). Immutable.
 *
 * <p>By default: on https {@code __Host-csrf} with {@code Secure; HttpOnly; Path=/; SameSite=Lax} and no {@code Domain}; on
 * http {@code csrf} without {@code Secure}.
 */
public final class CookieSettings {

    /** When a browser sends a cookie along from another site. */
    public enum SameSite {
        /** Always; needs {@code Secure}. */
        NONE("None"),
        /** With a navigation by a safe method. */
        LAX("Lax"),
        /** Never. */
        STRICT("Strict");

        private final String text;

        SameSite(String text) {
            this.text = text;
        }

        /** As the attribute spells it. */
        @Override
        public String toString() {
            return text;
        }
    }

    private static final CookieSettings DEFAULTS = builder().build();

    private final @Nullable String name;
    private final @Nullable Boolean secure;
    private final SameSite sameSite;
    private final @Nullable String domain;
    private final String path;

    private CookieSettings(Builder builder) {
        this.name = builder.name;
        this.secure = builder.secure;
        this.sameSite = builder.sameSite;
        this.domain = builder.domain;
        this.path = builder.path;
    }

    public static CookieSettings defaults() {
        return DEFAULTS;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The cookie's name on a site of this scheme. */
    public String name(boolean https) {
        if (name != null) {
            return name;
        }
        if (!isSecure(https)) {
            return "csrf";
        }
        return domain == null && path.equals("/") ? "__Host-csrf" : "__Secure-csrf";
    }

    /** Whether the cookie has {@code Secure} on a site of this scheme. */
    public boolean isSecure(boolean https) {
        return secure == null ? https || name != null && isPrefixed(name) : secure;
    }

    public SameSite sameSite() {
        return sameSite;
    }

    /**
     * Another cookie with the same attributes.
     *
     * @throws IllegalArgumentException if they contradict its name
     */
    CookieSettings of(String otherName) {
        Builder other = new Builder();
        other.name = otherName;
        other.secure = secure;
        other.sameSite = sameSite;
        other.domain = domain;
        other.path = path;
        return other.build();
    }

    /** The {@code Set-Cookie} line that keeps a value for as long as the browser's session. */
    String line(String cookieName, String value, boolean https, boolean httpOnly) {
        StringBuilder line = new StringBuilder(128)
                .append(cookieName)
                .append('=')
                .append(value)
                .append("; Path=")
                .append(path);
        if (domain != null) {
            line.append("; Domain=").append(domain);
        }
        if (isSecure(https) || isPrefixed(cookieName)) {
            line.append("; Secure");
        }
        if (httpOnly) {
            line.append("; HttpOnly");
        }
        return line.append("; SameSite=").append(sameSite).toString();
    }

    private static boolean isPrefixed(String name) {
        return hasPrefix(name, "__Host-") || hasPrefix(name, "__Secure-");
    }

    // Browsers take the prefixes in any case.
    private static boolean hasPrefix(String name, String prefix) {
        return Ascii.regionMatches(name, 0, prefix);
    }

    /** Whether this is a cookie name (RFC 6265, section 4.1.1: a token). */
    public static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 0x7f || "()<>@,;:\\\"/[]?={}".indexOf(c) >= 0) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** Collects the attributes; {@link #build()} checks them together. */
    public static final class Builder {

        private @Nullable String name;
        private @Nullable Boolean secure;
        private SameSite sameSite = SameSite.LAX;
        private @Nullable String domain;
        private String path = "/";

        private Builder() {}

        /** The name on http and https alike. */
        public Builder name(String name) {
            this.name = name;
            return this;
        }

        /** {@code Secure} whatever the scheme looks like, or never; without it, as the target origin's scheme says. */
        public Builder secure(boolean secure) {
            this.secure = secure;
            return this;
        }

        public Builder sameSite(SameSite sameSite) {
            this.sameSite = sameSite;
            return this;
        }

        /** Shares the cookie with all hosts below this one: they can read and plant it, so rather don't. */
        public Builder domain(String domain) {
            this.domain = domain;
            return this;
        }

        public Builder path(String path) {
            this.path = path;
            return this;
        }

        /**
         * @throws IllegalArgumentException if the attributes contradict each other or the name's prefix, or one has no
         *     usable form; the message says what to change
         */
        public CookieSettings build() {
            if (name != null && !isName(name)) {
                throw new IllegalArgumentException(
                        "cookie name '" + name + "' must be letters, digits and marks like - or _, for instance csrf");
            }
            if (!path.startsWith("/") || !isAttributeValue(path)) {
                throw new IllegalArgumentException(
                        "cookie path '" + path + "' must begin with / and hold no ; or control character");
            }
            if (domain != null && !isHostName(domain)) {
                throw new IllegalArgumentException("cookie domain '" + domain
                        + "' is no host name: write one, for instance bank.example, or leave it out");
            }
            boolean neverSecure = Boolean.FALSE.equals(secure);
            if (name != null && isPrefixed(name) && neverSecure) {
                throw new IllegalArgumentException("cookie name '" + name
                        + "' asks for Secure and secure is false: take the prefix off the name, or secure=false away");
            }
            if (name != null && hasPrefix(name, "__Host-") && (domain != null || !path.equals("/"))) {
                throw new IllegalArgumentException(
                        "cookie name '" + name + "' allows no domain and only the path /, and domain is " + domain
                                + ", path " + path + ": take them away, or take __Secure-");
            }
            if (sameSite == SameSite.NONE && neverSecure) {
                throw new IllegalArgumentException(
                        "SameSite=None without Secure: browsers drop such a cookie; set secure=true");
            }
            return new CookieSettings(this);
        }

        // A leading dot has no meaning any more and does no harm.
        private static boolean isHostName(String domain) {
            for (int i = 0; i < domain.length(); i++) {
                int c = Ascii.toLowerCase(domain.charAt(i));
                boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
                boolean dot = c == '.' && (i == 0 || domain.charAt(i - 1) != '.');
                if (!letterOrDigit && !dot && c != '-' && c != '_') {
                    return false;
                }
            }
            return domain.length() > 1 && !domain.endsWith(".");
        }

        private static boolean isAttributeValue(String value) {
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c <= ' ' || c >= 0x7f || c == ';' || c == ',') {
                    return false;
                }
            }
            return true;
        }
    }
}
