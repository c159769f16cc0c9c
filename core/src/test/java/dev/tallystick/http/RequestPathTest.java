package dev.tallystick.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The edges of what a path may hold; what it means stands in {@code paths.table}. */
class RequestPathTest {

    @ParameterizedTest
    @CsvSource({
        "/!~, /!~",
        "/%20, '/ '",
        "/%7e, /~",
        "/%41%5a%0, -",
        "/%61%7A, /az",
        "/%c2%a0, '/\u00a0'",
        "/a%c3%a4b, /aäb",
        "/%c2%80, -",
        "/%c2%9f, -",
        "/%1f, -",
        "/%00, -",
        "/%7f, -",
        "/%80, -",
        "/%c3, -",
        "/%c3a, -",
        "/%, -",
        "/%4, -",
        "/%4g, -",
        "/%g4, -",
        "/%/4, -",
        "/%:4, -",
        "/%4:, -",
        "/%`4, -",
        "/%@4, -",
        "/a.., /a..",
        "/..a, /..a",
        "/.a/, /.a/",
        "/a./b, /a./b",
    })
    void isDecodedOrAmbiguous(String path, String decoded) {
        assertThat(String.valueOf(RequestPath.decode(path, false))).isEqualTo(decoded.equals("-") ? "null" : decoded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ ", "/\u007f", "/\u0080", "/ä", "/?", "/#", "/;", "/\\", "/\u001f", "", "a", "*"})
    void isAmbiguousWithWhatNoBrowserLeavesRaw(String path) {
        assertThat(RequestPath.decode(path, false)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"/a;b/c;d, /a/c", "/;a, /", "/a;b%, /a", "/a, /a", ";a/b, /b", "'/a;b;c/d', /a/d"})
    void parametersReachToTheNextSlash(String path, String decoded) {
        assertThat(RequestPath.decode(path, true)).isEqualTo(decoded);
    }
}
