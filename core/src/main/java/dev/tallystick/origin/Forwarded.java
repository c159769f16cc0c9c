package dev.tallystick.origin;

import dev.tallystick.http.Ascii;
import dev.tallystick.http.RequestView;
import java.util.Enumeration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the nearest proxy says of the request it got: the right-most element of {@code Forwarded} (RFC 7239) and of
 * {@code X-Forwarded-Proto}, {@code -Host} and {@code -Port}; elements further left may be the client's own.
 */
final class Forwarded {

    /** Stands for what can't be read: no scheme, and no authority. */
    private static final String UNREADABLE = "";

    private Forwarded() {}

    /**
     * The origin that the proxy was asked for; null if the headers contradict each other or can't be read.
     *
     * @param host of the request itself, for what the headers don't say
     */
    static @Nullable Origin origin(RequestView request, String host) {
        String element = rightMost(request, "Forwarded");
        if (element != null && element.isEmpty()) {
            return null;
        }
        String scheme = agreed(
                rightMost(request, "X-Forwarded-Proto"), element == null ? null : parameter(element, "proto"), request);
        if (scheme == null) {
            return null;
        }
        String port = rightMost(request, "X-Forwarded-Port");
        String extended = rightMost(request, "X-Forwarded-Host");
        String standard = element == null ? null : parameter(element, "host");
        Origin one = extended == null ? null : Origin.ofAuthority(scheme, withPort(extended, port));
        Origin other = standard == null ? null : Origin.ofAuthority(scheme, standard);
        if (extended != null && one == null || standard != null && other == null) {
            return null;
        }
        if (one != null) {
            return other == null || one.equals(other) ? one : null;
        }
        if (other != null) {
            return port == null || port.equals(Integer.toString(other.port())) ? other : null;
        }
        return Origin.ofAuthority(scheme, withPort(host, port));
    }

    /** The only line of a header; null if there is none or more than one. */
    static @Nullable String onlyLine(RequestView request, String name) {
        Enumeration<String> lines = request.headers(name);
        if (!lines.hasMoreElements()) {
            return null;
        }
        String line = lines.nextElement();
        return lines.hasMoreElements() ? null : line;
    }

    private static @Nullable String agreed(@Nullable String one, @Nullable String other, RequestView request) {
        if (one == null && other == null) {
            return request.scheme();
        }
        String first = one == null ? scheme(other) : scheme(one);
        return one == null || other == null || Objects.equals(first, scheme(other)) ? first : null;
    }

    /** {@code http} or {@code https}, be it said for a WebSocket; null for anything else. */
    private static @Nullable String scheme(@Nullable String sent) {
        return sent == null
                ? null
                : switch (Ascii.toLowerCase(sent)) {
                    case "https", "wss" -> "https";
                    case "http", "ws" -> "http";
                    default -> null;
                };
    }

    /** The port that the browser named wins: the proxy's own may be another. */
    private static String withPort(String authority, @Nullable String port) {
        boolean hasPort = authority.indexOf(':', authority.lastIndexOf(']') + 1) >= 0;
        return port == null || hasPort ? authority : authority + ":" + port;
    }

    /** The last element of the last line; commas within quotes separate nothing. */
    private static @Nullable String rightMost(RequestView request, String name) {
        Enumeration<String> lines = request.headers(name);
        if (!lines.hasMoreElements()) {
            return null;
        }
        String line = lines.nextElement();
        while (lines.hasMoreElements()) {
            line = lines.nextElement();
        }
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            } else if (c == ',' && !quoted) {
                start = i + 1;
            }
        }
        return quoted ? UNREADABLE : line.substring(start).strip();
    }

    /** The value of a parameter of a {@code Forwarded} element; unreadable if it stands there twice, or the element is. */
    private static @Nullable String parameter(String element, String name) {
        String value = null;
        int length = element.length();
        int start = 0;
        while (start < length) {
            int end = start;
            boolean quoted = false;
            while (end < length && (quoted || element.charAt(end) != ';')) {
                char c = element.charAt(end);
                if (c == '\\' && quoted) {
                    end++;
                } else if (c == '"') {
                    quoted = !quoted;
                }
                end++;
            }
            end = Math.min(end, length);
            int equals = element.indexOf('=', start);
            if (equals < 0 || equals >= end) {
                if (!element.substring(start, end).isBlank()) {
                    return UNREADABLE;
                }
            } else {
                String key = element.substring(start, equals).strip();
                if (Ascii.equalsIgnoreCase(key, name)) {
                    if (value != null) {
                        return UNREADABLE;
                    }
                    value = unquoted(element.substring(equals + 1, end).strip());
                }
            }
            start = end + 1;
        }
        return value;
    }

    private static String unquoted(String value) {
        if (value.length() < 2 || value.charAt(0) != '"' || value.charAt(value.length() - 1) != '"') {
            return value;
        }
        StringBuilder plain = new StringBuilder(value.length());
        for (int i = 1; i < value.length() - 1; i++) {
            char c = value.charAt(i);
            if (c == '\\') {
                i++;
                c = value.charAt(i);
            }
            plain.append(c);
        }
        return plain.toString();
    }
}
