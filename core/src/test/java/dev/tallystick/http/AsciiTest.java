package dev.tallystick.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Case is that of A to Z, whatever the locale, and blanks are two. */
class AsciiTest {

    @Test
    void onlyLettersFromAToZHaveCase() {
        assertThat(Ascii.toLowerCase("@AMZ[`amz{Ä\u212a09")).isEqualTo("@amz[`amz{Ä\u212a09");
        assertThat(Ascii.toUpperCase("@AMZ[`amz{äſı09")).isEqualTo("@AMZ[`AMZ{äſı09");
        assertThat(Ascii.toLowerCase("nothing to do")).isEqualTo("nothing to do");
        assertThat(Ascii.toLowerCase("Z")).isEqualTo("z");
        assertThat(Ascii.toLowerCase("A")).isEqualTo("a");
    }

    @Test
    void comparesButForThatCase() {
        assertThat(Ascii.equalsIgnoreCase("Upgrade", "uPGRADE")).isTrue();
        assertThat(Ascii.equalsIgnoreCase("", "")).isTrue();
        assertThat(Ascii.equalsIgnoreCase("\u212a", "k")).as("the Kelvin sign").isFalse();
        assertThat(Ascii.equalsIgnoreCase("a", "ab")).isFalse();
        assertThat(Ascii.equalsIgnoreCase("ab", "a")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "abc, 0, AB, true",
        "abc, 1, BC, true",
        "abc, 2, c, true",
        "abc, 3, '', true",
        "abc, 2, cd, false",
        "abc, 1, ab, false",
        "abc, -1, a, false",
        "abc, 4, '', false",
    })
    void findsAPartWhereItStands(String text, int at, String part, boolean stands) {
        assertThat(Ascii.regionMatches(text, at, part)).isEqualTo(stands);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "websocket | true",
                "h2c,WebSocket | true",
                "` websocket\t,h2c` | true",
                "h2c ,\t websocket | true",
                ",,websocket | true",
                "websockets | false",
                "websocke | false",
                "a websocket | false",
                "web,socket | false",
                "`` | false",
                ", | false",
            })
    void aListNamesAnElementAsAWhole(String line, boolean names) {
        assertThat(HeaderList.names(line, "websocket")).isEqualTo(names);
    }
}
