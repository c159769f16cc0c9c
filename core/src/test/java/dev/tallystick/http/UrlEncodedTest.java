package dev.tallystick.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A urlencoded body, read as browsers write it, whatever it holds. */
class UrlEncodedTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | {}",
                "a=b | {a=[b]}",
                "a=b&c=d | {a=[b], c=[d]}",
                "a=1&b=2&a=3 | {a=[1, 3], b=[2]}",
                "a | {a=[]}",
                "a= | {a=[]}",
                "=b | {=[b]}",
                "= | {=[]}",
                "&&a=b&& | {a=[b]}",
                "a=b=c | {a=[b=c]}",
                "a;b=c | {a;b=[c]}",
                "a+b=c+d | {a b=[c d]}",
                "%61=%62 | {a=[b]}",
                "a=%2B%26%3D%25 | {a=[+&=%]}",
                "a=%C3%A4 | {a=[ä]}",
                "a=% | {a=[%]}",
                "a=%2 | {a=[%2]}",
                "a=%zz | {a=[%zz]}",
                "a=%%32 | {a=[%2]}",
                "a=%C3 | {a=[�]}",
                "%5fcsrf=x | {_csrf=[x]}",
                "a=%30%39%61%6F%4A%4f | {a=[09aoJO]}",
                "a=%/1%:1%`1%g1%@1%G1 | {a=[%/1%:1%`1%g1%@1%G1]}",
                "a=%1/%1: | {a=[%1/%1:]}",
                "a=x%41 | {a=[xA]}",
                "a=+ | {a=[ ]}",
                "a=%00 | {a=[\u0000]}",
                "a=\u0080 | {a=[\ufffd]}",
                "a+=~!%20 | {a =[~! ]}",
                "&=a | {=[a]}",
            })
    void isReadAsBrowsersWriteIt(String body, String fields) {
        assertThat(UrlEncoded.parse(body, StandardCharsets.UTF_8)).hasToString(fields);
    }

    @Test
    void rawOctetsAreDecodedWithTheBodysCharset() {
        assertThat(UrlEncoded.parse("a=\u00c3\u00a4", StandardCharsets.UTF_8)).isEqualTo(Map.of("a", List.of("ä")));
        assertThat(UrlEncoded.parse("a=%E4", StandardCharsets.ISO_8859_1)).isEqualTo(Map.of("a", List.of("ä")));
    }

    @Test
    void theFieldsOfAFormNeverStandInItsText() {
        assertThat(FormFields.of(Map.of("_csrf", List.of("secret")))).hasToString("FormFields[READ]");
    }
}
