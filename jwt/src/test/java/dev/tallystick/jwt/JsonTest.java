package dev.tallystick.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void readsEveryKindOfValue() throws ParseException {
        String text = " {\"a\" : [ true , false,null ,\t-0,12,1.50,2E+3, -9223372036854775808,9223372036854775808]\r\n,"
                + "\"b\":{},\"c\":[],\"\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00E9\\ud83d\\uDE00\u20ac\u007f\"} ";
        Map<String, Object> object = Json.object(Json.parse(text).value());
        assertThat(object.keySet()).containsExactly("a", "b", "c", "");
        assertThat((List<?>) object.get("a"))
                .hasToString("[true, false, null, 0, 12, 1.50, 2E+3, -9223372036854775808, 9223372036854775808]");
        assertThat(((List<?>) object.get("a")).get(4)).isEqualTo(12L);
        assertThat(((List<?>) object.get("a")).get(7)).isEqualTo(Long.MIN_VALUE);
        assertThat(((List<?>) object.get("a")).get(8)).isEqualTo(new BigDecimal("9223372036854775808"));
        assertThat(object.get("")).isEqualTo("\"\\/\b\f\n\r\t\u00e9\ud83d\ude00\u20ac\u007f");
        assertThat(object.get("")).isEqualTo(JSONObjectUtils.parse(text).get(""));
        assertThat(Json.parse(text.getBytes(StandardCharsets.UTF_8)).value()).isEqualTo(object);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[",
                "]",
                "{]",
                "[}",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,",
                "{\"a\":1,}",
                "{,}",
                "{a:1}",
                "{'a':1}",
                "{1:1}",
                "{\"a\" 1}",
                "{\"a\":1 \"b\":2}",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "[1 2]",
                "\"",
                "\"a",
                "\"\\",
                "\"\\\"",
                "\"\\x\"",
                "\"\\u\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\u+123\"",
                "\"\\uD83D\"",
                "\"\\uDE00\"",
                "\"\\uDE00\\uD83D\"",
                "\"\\ud83dx\"",
                "\"\n\"",
                "\"\t\"",
                "\"\u0000\"",
                "tru",
                "True",
                "TRUE",
                "nul",
                "nil",
                "undefined",
                "truefalse",
                "true false",
                "NaN",
                "Infinity",
                "-Infinity",
                "-",
                "+1",
                "01",
                "-01",
                "1.",
                ".1",
                "1.e1",
                "1e",
                "1e+",
                "1e99999",
                "0x10",
                "1_000",
                "1,000",
                "\u0661",
                "1 1",
                "//",
                "/**/1",
                "1#",
                "\ufeff1",
                "1\u00a0",
                "\u00a01",
                "1\u0000",
                "1\f",
                "1\u000b"
            })
    void refusesWhatIsNoJson(String text) {
        assertThat(Json.parse(text)).isEqualTo(new Json.Result(null, Json.Fault.MALFORMED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"b\":2,\"a\":3}",
                "{\"a\":null,\"a\":null}",
                "{\"\":1,\"\":2}",
                "{\"a\":1,\"\\u0061\":2}",
                "[{\"a\":{\"b\":1,\"b\":2}}]",
                "{\"a\":1,\"a\":"
            })
    void refusesANameThatStandsTwice(String text) {
        assertThat(Json.parse(text)).isEqualTo(new Json.Result(null, Json.Fault.DUPLICATE_NAME));
    }

    @Test
    void tellsNamesApartThatOnlyLookAlike() {
        assertThat(Json.parse("{\"a\":{\"a\":1},\"A\":2,\"a \":3,\"\u0430\":4,\"\u00e9\":5,\"e\u0301\":6}")
                        .fault())
                .isNull();
    }

    @Test
    void boundsDepthAndNumbers() {
        assertThat(Json.parse("[".repeat(32) + "]".repeat(32)).fault()).isNull();
        assertThat(Json.parse("[".repeat(33) + "]".repeat(33)).fault()).isEqualTo(Json.Fault.MALFORMED);
        assertThat(Json.parse("{\"a\":".repeat(32) + "1" + "}".repeat(32)).fault())
                .isNull();
        assertThat(Json.parse("{\"a\":".repeat(33) + "1" + "}".repeat(33)).fault())
                .isEqualTo(Json.Fault.MALFORMED);
        assertThat(Json.parse("1".repeat(64)).fault()).isNull();
        assertThat(Json.parse("1".repeat(65)).fault()).isEqualTo(Json.Fault.MALFORMED);
        assertThat(Json.parse("1e9999").fault()).isNull();
        assertThat(Json.parse("1e-10000").fault()).isEqualTo(Json.Fault.MALFORMED);
    }
}
