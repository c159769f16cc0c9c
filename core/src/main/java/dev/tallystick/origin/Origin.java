package dev.tallystick.origin;

import dev.tallystick.http.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * An origin: scheme, host and effective port (RFC 6454, section 4), parsed and never compared by prefix or substring.
 * Immutable.
 *
 * <p>Only what a browser serialises is well-formed: no user info, path, query, space, control or non-ASCII character; a
 * host is a name of letters, digits, {@code -}, {@code _} and {@code .}, or an IPv6 address in brackets. Only a scheme of the
 * web's own must have one: {@code file://} is what WebKit sends from a file's page.
 */
public final class Origin {

    private static final int NO_PORT = -1;

    private final String scheme;
    private final String host;
    private final int port;
    private final String text;

    private Origin(String scheme, String host, int port) {
        this.scheme = scheme;
        this.host = host;
        this.port = port;
        this.text = port == defaultPort(scheme) ? scheme + "://" + host : scheme + "://" + host + ":" + port;
    }

    /**
     * An origin that a person wrote, in code or configuration.
     *
     * @param text for instance {@code https://bank.example} or {@code http://localhost:8080}
     * @throws IllegalArgumentException if it is no origin; the message says what to write instead
     */
    public static Origin of(String text) {
        Origin origin = parse(text);
        if (origin == null) {
            throw new IllegalArgumentException("'" + text + "' is not an origin: write scheme://host or"
                    + " scheme://host:port, without path, user or trailing slash, for instance https://bank.example");
        }
        return origin;
    }

    /** An origin that a client sent; null if it is malformed. */
    public static @Nullable Origin parse(String text) {
        return parse(text, text.length());
    }

    /** The origin of the URL in a {@code Referer}; null if it is malformed, in any part. */
    static @Nullable Origin ofReferer(String url) {
        int colon = url.indexOf("://");
        if (colon < 0) {
            return null;
        }
        int length = url.length();
        int end = colon + 3;
        char c;
        while (end < length && (c = url.charAt(end)) != '/' && c != '?' && c != '#') {
            end++;
        }
        for (int i = end; i < length; i++) {
            c = url.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '\\') {
                return null;
            }
        }
        return parse(url, end);
    }

    /** The origin of a scheme and the value of a {@code Host} header or the like; null if it is malformed. */
    static @Nullable Origin ofAuthority(String scheme, String authority) {
        return isScheme(scheme, scheme.length())
                ? parse(Ascii.toLowerCase(scheme), authority, 0, authority.length())
                : null;
    }

    Origin withHost(String other) {
        return new Origin(scheme, other, port);
    }

    private static @Nullable Origin parse(String text, int end) {
        int colon = text.indexOf("://");
        if (colon <= 0 || !isScheme(text, colon)) {
            return null;
        }
        String scheme = Ascii.toLowerCase(text.substring(0, colon));
        return colon + 3 == end && defaultPort(scheme) == NO_PORT
                ? new Origin(scheme, "", NO_PORT)
                : parse(scheme, text, colon + 3, end);
    }

    private static @Nullable Origin parse(String scheme, String text, int start, int end) {
        int hostEnd = endOfHost(text, start, end);
        if (hostEnd < 0) {
            return null;
        }
        int port = defaultPort(scheme);
        if (hostEnd < end) {
            port = text.charAt(hostEnd) == ':' ? port(text, hostEnd + 1, end) : 0;
            if (port == 0) {
                return null;
            }
        }
        return new Origin(scheme, host(text, start, hostEnd), port);
    }

    private static String host(String text, int start, int end) {
        int[] address = text.charAt(start) == '[' ? IpAddress.ipv6(text, start + 1, end - 1) : null;
        return address == null ? Ascii.toLowerCase(text.substring(start, end)) : '[' + IpAddress.spelled(address) + ']';
    }

    private static boolean isScheme(String text, int end) {
        for (int i = 0; i < end; i++) {
            int c = Ascii.toLowerCase(text.charAt(i));
            boolean letter = c >= 'a' && c <= 'z';
            if (!letter && (i == 0 || !(c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'))) {
                return false;
            }
        }
        return end > 0;
    }

    /** Where the host that begins at {@code start} ends, or -1 if it is none. */
    private static int endOfHost(String text, int start, int end) {
        if (start < end && text.charAt(start) == '[') {
            int close = text.indexOf(']', start);
            return close > 0 && close < end && IpAddress.ipv6(text, start + 1, close) != null ? close + 1 : -1;
        }
        int label = start;
        int i = start;
        for (; i < end; i++) {
            char c = text.charAt(i);
            if (c == ':') {
                break;
            }
            if (c == '.') {
                if (i == label) {
                    return -1;
                }
                label = i + 1;
            } else if (!isHostCharacter(c)) {
                return -1;
            }
        }
        return i == start ? -1 : i;
    }

    private static boolean isHostCharacter(char c) {
        int lower = Ascii.toLowerCase(c);
        return lower >= 'a' && lower <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }

    /** The port between the two places, or 0 if it is none as a browser would write it. */
    private static int port(String text, int start, int end) {
        if (start == end || end - start > 5 || text.charAt(start) == '0') {
            return 0;
        }
        int port = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return 0;
            }
            port = port * 10 + (c - '0');
        }
        return port <= 0xffff ? port : 0;
    }

    private static int defaultPort(String scheme) {
        return switch (scheme) {
            case "http", "ws" -> 80;
            case "https", "wss" -> 443;
            default -> NO_PORT;
        };
    }

    /** In small letters. */
    public String scheme() {
        return scheme;
    }

    /** In small letters; an IPv6 address in brackets, in its one spelling; empty if there is none. */
    public String host() {
        return host;
    }

    /** The effective port; -1 for a scheme without a default port, if none was given. */
    public int port() {
        return port;
    }

    public boolean isHttps() {
        return scheme.equals("https");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Origin origin && text.equals(origin.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As a browser serialises it (RFC 6454, section 6.2): the default port is left out. */
    @Override
    public String toString() {
        return text;
    }
}
