package dev.tallystick;

/** Text that a client sent, fit for a line of a log: short, and without anything that could pretend to be another line. */
final class LogText {

    private static final int MOST = 200;

    private LogText() {}

    /** At most 200 characters, control and format characters removed, double quotes made single. */
    static String of(String text) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), MOST));
        for (int i = 0; i < text.length() && clean.length() < MOST; i++) {
            char c = text.charAt(i);
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.SURROGATE,
                        Character.UNASSIGNED,
                        Character.PRIVATE_USE -> {}
                default -> clean.append(c == '"' ? '\'' : c);
            }
        }
        return clean.toString();
    }

    /** A path or URL without query and fragment, which can hold tokens. */
    static String path(String url) {
        int end = url.length();
        for (int i = 0; i < end; i++) {
            char c = url.charAt(i);
            if (c == '?' || c == '#' || c == ';') {
                end = i;
            }
        }
        return of(url.substring(0, end));
    }
}
