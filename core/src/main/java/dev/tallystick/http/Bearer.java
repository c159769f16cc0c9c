package dev.tallystick.http;

import java.util.Enumeration;

/** The {@code Authorization} header of a request, as far as scheme {@code Bearer} goes (RFC 6750, section 2.1). */
public final class Bearer {

    private static final String SCHEME = "Bearer";

    private Bearer() {}

    /** Whether any {@code Authorization} line has the scheme {@code Bearer}, in any case, with or without a token. */
    public static boolean isPresent(RequestView request) {
        Enumeration<String> lines = request.headers("Authorization");
        while (lines.hasMoreElements()) {
            if (isBearer(lines.nextElement())) {
                return true;
            }
        }
        return false;
    }

    /** Whether this {@code Authorization} line has the scheme {@code Bearer}. */
    public static boolean isBearer(String line) {
        return Ascii.regionMatches(line, 0, SCHEME)
                && (line.length() == SCHEME.length() || Ascii.isBlank(line.charAt(SCHEME.length())));
    }

    /** What follows the scheme in a line that {@link #isBearer}, blanks around it removed; empty if nothing does. */
    public static String token(String line) {
        int from = SCHEME.length();
        int to = line.length();
        while (from < to && Ascii.isBlank(line.charAt(from))) {
            from++;
        }
        while (to > from && Ascii.isBlank(line.charAt(to - 1))) {
            to--;
        }
        return line.substring(from, to);
    }
}
