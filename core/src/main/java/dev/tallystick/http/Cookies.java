package dev.tallystick.http;

import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;

/**
 * The cookies of a request, read from the {@code Cookie} lines themselves (RFC 6265bis, section 5.8.3): servers' own readers
 * drop duplicates, honour {@code $Version}, or trim more than a browser does.
 *
 * <p>Names are compared byte for byte, in the order sent. A {@code ;} within a pair of double quotes separates nothing; no
 * other quoting, no Unicode white space and no RFC 2109 attribute is known.
 */
public final class Cookies {

    private Cookies() {}

    /** The values of all cookies of this name, in the order sent. */
    public static List<String> values(RequestView request, String name) {
        List<String> values = List.of();
        Enumeration<String> lines = request.headers("Cookie");
        while (lines.hasMoreElements()) {
            values = collect(lines.nextElement(), name, values);
        }
        return values;
    }

    private static List<String> collect(String line, String name, List<String> values) {
        List<String> found = values;
        int length = line.length();
        int start = 0;
        while (start < length) {
            while (start < length && Ascii.isBlank(line.charAt(start))) {
                start++;
            }
            int end = endOfPair(line, start);
            int equals = start + name.length();
            if (equals < end && line.charAt(equals) == '=' && line.startsWith(name, start)) {
                int to = end;
                while (to > equals + 1 && Ascii.isBlank(line.charAt(to - 1))) {
                    to--;
                }
                // Values may be secret and few: an exact list, made only when there is one.
                if (found.isEmpty()) {
                    found = new ArrayList<>(1);
                }
                found.add(line.substring(equals + 1, to));
            }
            start = end + 1;
        }
        return found;
    }

    private static int endOfPair(String line, int start) {
        int semicolon = line.indexOf(';', start);
        if (semicolon < 0) {
            return line.length();
        }
        int equals = line.indexOf('=', start);
        if (equals >= 0 && equals < semicolon && equals + 1 < line.length() && line.charAt(equals + 1) == '"') {
            int close = line.indexOf('"', equals + 2);
            if (close > semicolon) {
                int after = close + 1;
                while (after < line.length() && Ascii.isBlank(line.charAt(after))) {
                    after++;
                }
                if (after == line.length() || line.charAt(after) == ';') {
                    return after;
                }
            }
        }
        return semicolon;
    }
}
