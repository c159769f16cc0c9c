package dev.tallystick.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.Tables;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the {@code Cookie} lines hold, and what other readers of cookies would see in them and we don't. */
class CookiesTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                // One, some, none
                "csrf=a | a",
                "a=b; csrf=c; d=e | c",
                "csrf=a; csrf=b; csrf=a | a b a",
                "a=b | ``",
                "`` | ``",
                "csrf= | <empty>",
                "csrf | ``",
                "=csrf | ``",
                "csrf=a=b== | a=b==",
                // Separators
                "csrf=a;csrf=b | a b",
                ";;; csrf=a;; | a",
                "csrf=a;\t\\x20 | a",
                "csrf=a;\tcsrf=b | a b",
                "csrf=a ; csrf=b\t | a b",
                "a=b, csrf=c | ``",
                "csrf=a, csrf=b | a,_csrf=b",
                "a=b csrf=c | ``",
                // Names are compared byte for byte
                "CSRF=a; Csrf=b | ``",
                "xcsrf=a; csrfx=b; cs=c | ``",
                "csrf =a | ``",
                "csrf\t=a | ``",
                "\"csrf\"=a | ``",
                "%63srf=a | ``",
                "csrf\\x00=a | ``",
                "\\x00csrf=a | ``",
                "\\xe2\\x80\\x80csrf=a | ``",
                "\\xc2\\xa0csrf=a | ``",
                "\\xa0csrf=a | ``",
                "\\x85csrf=a | ``",
                "\\x1fcsrf=a | ``",
                "\\x0bcsrf=a | ``",
                "__Host-csrf=a; __Secure-csrf=b; csrf=c | c",
                // RFC 2109 is not known
                "$Version=1; csrf=a; $Path=/ | a",
                "$Version=\"1\"; csrf=\"a\"; $Path=\"/\" | \"a\"",
                "$csrf=a | ``",
                // Quotes: nothing is split inside, and nothing is unquoted
                "=\"x; csrf=a\" | ``",
                "csrf=\"a\" | \"a\"",
                "a=\"b; csrf=c\"; d=e | ``",
                "a=\"b; csrf=c\" | ``",
                "a=\"b; csrf=c | c",
                "a=\"b\"c; csrf=d | d",
                "a=\"b\"; csrf=c | c",
                "a=b\"; csrf=c; d=\"e | c",
                "a=\"; csrf=c | c",
                "a=\"b;c\" x; csrf=d | d",
                "csrf=\"a;b\"; csrf=c | \"a;b\" c",
                "csrf=\"a;csrf=b\" | \"a;csrf=b\"",
                "a=\"b\\\"; csrf=c | c",
            })
    void areReadAsTheyStand(String line, String values) {
        FakeRequest request = FakeRequest.get("/").cookie(Tables.octets(line)).build();

        assertThat(Cookies.values(request, "csrf").stream()
                        .map(value -> value.isEmpty() ? "<empty>" : value.replace(' ', '_')))
                .containsExactly(values.isEmpty() ? new String[0] : values.split(" "));
    }

    @Test
    void areReadOverAllLinesInTheOrderSent() {
        FakeRequest request = FakeRequest.get("/")
                .cookie("csrf=a; x=y")
                .header("cookie", "csrf=b")
                .cookie("")
                .cookie("csrf=c")
                .build();

        assertThat(Cookies.values(request, "csrf")).containsExactly("a", "b", "c");
    }

    @Test
    void aQuoteLeftOpenOnOneLineSaysNothingOfTheNext() {
        FakeRequest request =
                FakeRequest.get("/").cookie("a=\"b").cookie("csrf=c; d=\"").build();

        assertThat(Cookies.values(request, "csrf")).isEqualTo(List.of("c"));
    }
}
