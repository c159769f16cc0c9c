package dev.tallystick.http;

/** A header whose value is a comma-separated list (RFC 9110, section 5.6.1). */
public final class HeaderList {

    private HeaderList() {}

    /** Whether one line names an element, in any case. */
    public static boolean names(String line, String element) {
        int length = line.length();
        int start = 0;
        while (start <= length) {
            int end = line.indexOf(',', start);
            if (end < 0) {
                end = length;
            }
            int from = start;
            int to = end;
            while (from < to && Ascii.isBlank(line.charAt(from))) {
                from++;
            }
            while (to > from && Ascii.isBlank(line.charAt(to - 1))) {
                to--;
            }
            if (to - from == element.length() && Ascii.regionMatches(line, from, element)) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }
}
