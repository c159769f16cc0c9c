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

    /** Is shown the value of each cookie that is looked for, where it stands, so that a secret one need not become a text. */
    @FunctionalInterface
    public interface Visitor {

        /** The value stands in the line from {@code start} to before {@code end}. */
        void value(String line, int start, int end);
    }

    private Cookies() {}

    /** The values of all cookies of this name, in the order sent. */
    public static List<String> values(RequestView request, String name) {
        List<String> values = new ArrayList<>(1);
        visit(request, name, (line, start, end) -> values.add(line.substring(start, end)));
        return values;
    }

    /** Shows the values of all cookies of this name, in the order sent. */
    public static void visit(RequestView request, String name, Visitor visitor) {
        Enumeration<String> lines = request.headers("Cookie");
        while (lines.hasMoreElements()) {
            visit(lines.nextElement(), name, visitor);
        }
    }

    private static void visit(String line, String name, Visitor visitor) {
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
                visitor.value(line, equals + 1, to);
            }
            start = end + 1;
        }
    }

    private static int endOfPair(String line, int start) {
        int semicolon = line.indexOf(';', start);
        if (semicolon < 0) {
            return line.length();
        }
        int equals = line.indexOf('=', start);
        if (equals >= 0 && equals < semicolon && line.charAt(equals + 1) == '"') {
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
