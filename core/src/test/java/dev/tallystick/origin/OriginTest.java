package dev.tallystick.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How an origin is spelled; what is well-formed and what equals what stands in {@code evidence.table}. */
class OriginTest {

    @ParameterizedTest
    @CsvSource({
        "https://Bank.Example:443, https://bank.example",
        "http://bank.example:80, http://bank.example",
        "https://bank.example:80, https://bank.example:80",
        "wss://bank.example:443, wss://bank.example",
        "capacitor://localhost, capacitor://localhost",
        "file://, file://",
        "https://[0:0:0:0:0:0:0:0], https://[::]",
        "https://[0:0:0:0:0:0:0:1]:443, https://[::1]",
        "https://[2001:DB8:0:0:1:0:0:1], https://[2001:db8::1:0:0:1]",
        "https://[2001:db8:0:1:1:1:1:1], https://[2001:db8:0:1:1:1:1:1]",
        "https://[1:0:0:0:0:0:0:0]:8443, https://[1::]:8443",
        "https://[0001::0A:0:0:0], https://[1::a:0:0:0]",
        "https://[::ffff:192.0.2.1], https://[::ffff:c000:201]",
        "https://[64:ff9b::192.0.2.33], https://[64:ff9b::c000:221]",
    })
    void isSpelledAsABrowserWould(String given, String spelled) {
        assertThat(Origin.of(given)).hasToString(spelled).isEqualTo(Origin.of(spelled));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://az-09_.example",
                "https://bank.example:1",
                "https://bank.example:9443",
                "https://bank.example:65535",
                "a0+z9-.://bank.example",
            })
    void isWellFormedToTheEdges(String origin) {
        assertThat(Origin.parse(origin)).hasToString(origin);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://a`",
                "https://a{",
                "https://a@",
                "https://a[",
                "https://a/",
                "https://bank.example:65536",
                "https://bank.example:/",
                "https://bank.example:0",
                "https://bank.example:8;",
                "h/://bank.example",
                "h:://bank.example",
                "h`://bank.example",
                "h{://bank.example",
                "0h://bank.example",
                "://bank.example",
                "https://[::1::2]",
                "https://[1::2::]",
                "https://[::1",
                "https://[::1]]",
                "https://[\u0140::1]",
                "https://[g::1]",
                "https://[`::1]",
            })
    void isMalformedBeyondThem(String origin) {
        assertThat(Origin.parse(origin)).isNull();
    }

    @Test
    void isNoneWithoutAScheme() {
        assertThat(Origin.ofAuthority("", "bank.example")).isNull();
        assertThat(Origin.ofAuthority("https", "bank.example")).hasToString("https://bank.example");
    }

    @Test
    void aRefererIsMalformedInAnyPart() {
        assertThat(Origin.ofReferer("https://bank.example/!~")).hasToString("https://bank.example");
        for (String path : List.of("/ ", "/\u007f", "?\u0080", "#\\", "/a\t")) {
            assertThat(Origin.ofReferer("https://bank.example" + path)).as(path).isNull();
        }
    }

    @Test
    void knowsAnIpv6AddressByAnySpelling() throws UnknownHostException {
        Random random = new Random(42);
        for (int i = 0; i < 2000; i++) {
            int[] groups = new int[8];
            for (int g = 0; g < 8; g++) {
                groups[g] = random.nextInt(3) == 0 ? random.nextInt(0x10000) : random.nextInt(2);
            }
            String spelling = spelling(groups, random);

            Origin origin = Origin.parse("https://[" + spelling + "]");

            assertThat(origin).as(spelling).isNotNull();
            String host = origin.host();
            assertThat(InetAddress.getByName(host.substring(1, host.length() - 1)))
                    .as("%s, spelled %s", spelling, host)
                    .isEqualTo(InetAddress.getByName(spelling));
            assertThat(Origin.parse(origin.toString())).hasToString(origin.toString());
        }
    }

    private static String spelling(int[] groups, Random random) {
        int gap = random.nextInt(8);
        int gapEnd = gap;
        while (gapEnd < 8 && groups[gapEnd] == 0) {
            gapEnd++;
        }
        StringBuilder text = new StringBuilder();
        for (int g = 0; g < 8; g++) {
            if (g == gap && gapEnd > gap) {
                text.append(g == 0 ? "::" : ":");
                g = gapEnd - 1;
            } else {
                String digits = random.nextBoolean()
                        ? String.format("%04x", groups[g])
                        : Integer.toHexString(groups[g]).toUpperCase(Locale.ROOT);
                text.append(digits).append(g == 7 ? "" : ":");
            }
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bank.example", "https://bank.example/", "https://bank.example/path", "https://", "https://b@nk"
            })
    void whatAPersonWroteWrongIsNamedWithWhatToWriteInstead(String text) {
        assertThatThrownBy(() -> Origin.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "'" + text + "' is not an origin: write scheme://host or scheme://host:port, without path, user"
                                + " or trailing slash, for instance https://bank.example");
    }

    @ParameterizedTest
    @CsvSource({
        "https://*.com, would trust a whole top-level domain",
        "https://*., is not a trusted origin",
        "https://*.*.example.com, is not a trusted origin",
        "https://a.*.example.com, is not a trusted origin",
        "https://a*.example.com, is not a trusted origin",
        "*.example.com, is not a trusted origin",
        "*, is not a trusted origin",
        "null, is not a trusted origin",
        "https://*.[::1], is not a trusted origin",
        "https://partner.example/path, is not a trusted origin",
    })
    void refusesToTrustWhatIsNoOrigin(String pattern, String message) {
        assertThatThrownBy(() -> TrustedOrigins.of(List.of(pattern)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + pattern + "'")
                .hasMessageContaining(message)
                .hasMessageContaining("https://*.example.com");
    }
}
