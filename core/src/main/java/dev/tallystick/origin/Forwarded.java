package dev.tallystick.origin;

import dev.tallystick.http.Ascii;
import dev.tallystick.http.RequestView;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * What the nearest proxy says of the request it got: the right-most element of {@code Forwarded} (RFC 7239) and of
 * {@code X-Forwarded-Proto}, {@code -Host} and {@code -Port}; elements further left may be the client's own.
 */
final class Forwarded {

    /** Stands for values that contradict each other or can't be read: neither a scheme nor an authority. */
    private static final String CONTRADICTION = "";

    private final @Nullable String scheme;
    private final @Nullable String authority;

    private Forwarded(@Nullable String scheme, @Nullable String authority) {
        this.scheme = scheme;
        this.authority = authority;
    }

    /** Null if the headers contradict each other or can't be read. */
    static @Nullable Forwarded of(RequestView request) {
        String scheme = rightMost(request, "X-Forwarded-Proto");
        String authority = rightMost(request, "X-Forwarded-Host");
        String port = rightMost(request, "X-Forwarded-Port");
        String element = rightMost(request, "Forwarded");
        if (element != null) {
            scheme = agreed(scheme, parameter(element, "proto"));
            authority = agreed(authority, parameter(element, "host"));
        }
        if (authority != null && authority.isEmpty()) {
            return null;
        }
        if (scheme != null && !Ascii.equalsIgnoreCase(scheme, "https") && !Ascii.equalsIgnoreCase(scheme, "http")) {
            return null;
        }
        if (port != null) {
            authority = withPort(authority == null ? onlyLine(request, "Host") : authority, port);
        }
        return new Forwarded(scheme, authority);
    }

    @Nullable
    String scheme() {
        return scheme;
    }

    @Nullable
    String authority() {
        return authority;
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

    private static @Nullable String agreed(@Nullable String one, @Nullable String other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return Ascii.equalsIgnoreCase(one, other) ? one : CONTRADICTION;
    }

    private static @Nullable String withPort(@Nullable String authority, String port) {
        boolean hasPort = authority == null || authority.indexOf(':', authority.lastIndexOf(']') + 1) >= 0;
        return hasPort ? authority : authority + ":" + port;
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
        return quoted ? CONTRADICTION : line.substring(start).strip();
    }

    /** The value of a parameter of a {@code Forwarded} element; the empty contradiction if it stands there twice. */
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
            if (equals >= 0 && equals < end) {
                String key = element.substring(start, equals).strip();
                if (Ascii.equalsIgnoreCase(key, name)) {
                    if (value != null) {
                        return CONTRADICTION;
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
            if (c == '\\' && i + 1 < value.length() - 1) {
                i++;
                c = value.charAt(i);
            }
            plain.append(c);
        }
        return plain.toString();
    }
}
