package dev.tallystick.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tallystick.http.Cookies;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** Cookie lines (RFC 6265bis, section 5.8.3), beside a reader that splits; quotes are ours alone, and held by what they may not do. */
class CookiesFuzzTest {

    private static final String NAME = "csrf";

    @MethodSource("dev.tallystick.fuzzing.KitSeeds#cookies")
    @FuzzTest
    void cookies(byte[] input) {
        String text = Property.text(input);
        List<String> lines = text.lines().toList();
        List<String> ours = values(lines);
        for (String value : ours) {
            Property.holds(
                    text.contains(NAME + "=" + value),
                    () -> "a value stands in a line as it is: " + Property.shown(value));
        }
        if (text.indexOf('"') < 0) {
            Property.same(ours, split(lines), () -> "without quotes, as if split");
        }
        List<String> expected = new ArrayList<>(ours);
        expected.add("planted");
        List<String> more = new ArrayList<>(lines);
        more.add("other=1; " + NAME + "=planted");
        Property.same(values(more), expected, () -> "another line changes nothing in the lines before");
        Property.same(
                values(lines.stream().map(line -> "other=1; " + line).toList()),
                ours,
                () -> "a cookie in front changes nothing in those behind");
    }

    private static List<String> values(List<String> lines) {
        SentRequest request = SentRequest.of("POST", "/");
        lines.forEach(line -> request.header("Cookie", line));
        return Cookies.values(request, NAME);
    }

    private static List<String> split(List<String> lines) {
        List<String> values = new ArrayList<>();
        for (String line : lines) {
            for (String pair : line.split(";", -1)) {
                String trimmed = Lines.strip(pair);
                if (trimmed.startsWith(NAME + "=")) {
                    // The value's own leading blanks stay: a secret has none, so such a cookie is none of ours.
                    values.add(trimmed.substring(NAME.length() + 1));
                }
            }
        }
        return values;
    }
}
