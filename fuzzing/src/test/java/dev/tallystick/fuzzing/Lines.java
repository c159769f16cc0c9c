package dev.tallystick.fuzzing;

/** Header lines as the seeds have them. */
final class Lines {

    private Lines() {}

    /** A request with a header for each line {@code Name: value}; other lines are passed over. */
    static SentRequest request(String method, String path, String text) {
        SentRequest request = SentRequest.of(method, path);
        text.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                // Servers take the blanks around a value off.
                request.header(line.substring(0, colon), strip(line.substring(colon + 1)));
            }
        });
        return request;
    }

    static String strip(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && isBlank(value.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(value.charAt(to - 1))) {
            to--;
        }
        return value.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
