package dev.tallystick.helidon;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A response as it came over the wire. */
record RawResponse(int status, List<String> headerLines, byte[] body) {

    /** The values of all lines of this header, its name in any case. */
    List<String> headers(String name) {
        return headerLines.stream()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .toList();
    }

    /** The first of {@link #headers}; null if there is none. */
    @Nullable
    String header(String name) {
        return headers(name).stream().findFirst().orElse(null);
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The reason of a denial; null if this is none. */
    @Nullable
    String reason() {
        for (String mark : List.of("\"reason\":\"", "Reason: <code>")) {
            int at = text().indexOf(mark);
            if (at >= 0) {
                int from = at + mark.length();
                int to = from;
                while (to < text().length() && text().charAt(to) != '"' && text().charAt(to) != '<') {
                    to++;
                }
                return text().substring(from, to);
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return status + " " + headerLines + " " + text();
    }
}
