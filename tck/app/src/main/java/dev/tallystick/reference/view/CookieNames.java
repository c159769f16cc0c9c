package dev.tallystick.reference.view;

import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The names of the cookies that a view can find, by any of its server's means. */
public final class CookieNames {

    private CookieNames() {}

    /**
     * Each name once.
     *
     * @param known to the server's own reader of cookies
     * @param lines of the header {@code Cookie} as the view can read them
     */
    public static List<String> all(List<String> known, Enumeration<String> lines) {
        Set<String> names = new LinkedHashSet<>(known);
        while (lines.hasMoreElements()) {
            String line = lines.nextElement();
            int start = 0;
            while (start < line.length()) {
                int end = line.indexOf(';', start);
                if (end < 0) {
                    end = line.length();
                }
                int equals = line.indexOf('=', start);
                if (equals >= 0 && equals < end) {
                    names.add(line.substring(start, equals).trim());
                }
                start = end + 1;
            }
        }
        return new ArrayList<>(names);
    }
}
