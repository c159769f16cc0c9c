package dev.tallystick.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.testing.Keys;
import java.util.Base64;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each bad value fails at start, with the key, the value and what to write instead. */
class ConfigurationRefusalsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // key | value | what the message says besides
                "mounts | `` | '' mounts nothing: write /path=csrf",
                "mounts | /web | '/web' has no protection: write /path=csrf, several separated by commas",
                "mounts | /web=csfr | 'csfr' is unknown: write one of csrf, jwt, bearer-or-csrf, deny, none",
                "mounts | /web= | '' is unknown: write one of csrf",
                "mounts | web=csrf | mount 'web' must begin with / and be a plain path",
                "mounts | /=csrf | mount '/' must begin with / and be a plain path",
                "mounts | /web/=csrf | mount '/web/' must begin with /",
                "mounts | /web/*=csrf | for instance /web",
                "mounts | /web=csrf,/web=none | mount '/web' stands twice: one prefix has one protection",
                "mounts | /web=csrf,,/x=none | holds an empty entry: separate by single commas",
                "mounts | /web=csrf, | holds an empty entry",
                "otherwise | jwt | 'jwt' is unknown: write one of csrf, deny, none",
                "otherwise | `` | '' is unknown: write one of csrf, deny, none",
                "mode | lax | mode 'lax' is unknown: write one of strict, origin-or-token, origin-only",
                "mode | STRICT | mode 'STRICT' is unknown: write one of strict",
                "mode | `` | mode '' is unknown",
                "mode./web | lax | mode 'lax' is unknown: write one of strict, origin-or-token, origin-only",
                "mode./nope | strict | '/nope' is no mount of kind csrf or bearer-or-csrf; those are mounted: [/web, /mobile, /open]",
                "mode./mobile | strict | '/mobile' is no mount of kind csrf",
                "mode./ | strict | '/' is no mount of kind csrf",
                "report-mode | lax | mode 'lax' is unknown: write one of strict, origin-or-token, origin-only",
                "base-url | bank.example | 'bank.example' is not an origin: write scheme://host or scheme://host:port",
                "base-url | https://bank.example/app | 'https://bank.example/app' is not an origin",
                "base-url | https://bank.example,, | holds an empty entry",
                "base-url | ftp://bank.example | base URL 'ftp://bank.example' is neither http nor https",
                "trusted-origins | partner.example | 'partner.example' is not a trusted origin: write scheme://host",
                "trusted-origins | * | '*' is not a trusted origin",
                "trusted-origins | https://*.com | would trust a whole top-level domain",
                "trusted-origins./web | partner.example | 'partner.example' is not a trusted origin: write scheme://host",
                "trusted-origins./nope | https://partner.example | '/nope' is no mount of kind csrf",
                "trusted-proxies | proxy.local | 'proxy.local' is not an address block: write CIDR notation, for instance 10.0.0.0/8",
                "trusted-proxies | server, 10.0.0.0/8 | 'server' is not an address block",
                "secret-store | redis | 'redis' is unknown: write cookie or session",
                "session-binding | user | 'user' is unknown: write session, cookie:NAME or none",
                "session-binding | cookie: | session-binding cookie '' is no cookie name: write cookie:NAME",
                "session-binding | cookie:a b | session-binding cookie 'a b' is no cookie name",
                "keys | `` | key number 1 of the ring can't be read: write id:base64url",
                "keys | a:AAAA | a key of 24 bits is too short, it needs 256 or more: make one with  openssl rand 32",
                "keys | a:KEY,a:KEY | key id 'a' stands twice in the key ring: give each key an id of its own",
                "max-age | 12h | '12h' is no ISO-8601 duration: write PT12H or P1D",
                "max-age | `` | '' is no ISO-8601 duration",
                "max-age | PT0S | max-age PT0S must be from a millisecond to",
                "max-age | PT-1H | max-age PT-1H must be from a millisecond to",
                "max-age | P99999D | leave it out for none",
                "cookie.name | a b | cookie name 'a b' must be letters, digits and marks like - or _, for instance csrf",
                "cookie.name | `` | cookie name '' must be letters",
                "cookie.secure | yes | 'yes' is neither true nor false",
                "cookie.same-site | loose | 'loose' is unknown: write Lax, Strict or None",
                "cookie.same-site | None | needs Secure, which the cookie gets from https base-urls alone: set cookie.secure to true, or choose Lax",
                "cookie.domain | https://bank.example | cookie domain 'https://bank.example' is no host name: write one",
                "cookie.path | app | cookie path 'app' must begin with /",
                "parameter-name | a b | parameter-name 'a b' must be letters, digits, _ - . [ or ], for instance _csrf",
                "parameter-name | \"> | must be letters",
                "parameter-name | `` | parameter-name '' must be letters",
                "header-name | X CSRF | header-name 'X CSRF' must be letters, digits, - or _, for instance X-CSRF-Token",
                "header-name | `` | header-name '' must be letters",
                "spa-cookie | a;b | spa-cookie 'a;b' is no cookie name: write letters",
                "spa-cookie | csrf | spa-cookie 'csrf' is the name of the secret's cookie",
                "names | laravel | names 'laravel' is unknown: write one of django, rails, spring, angular",
                "exempt | web/hooks | path pattern 'web/hooks' must begin with /, for instance /web/hooks/**",
                "exempt | /web/*.php | path pattern '/web/*.php': * and ** stand for whole segments",
                "require-action-token | pay | path pattern 'pay' must begin with /",
                "eager | late | path pattern 'late' must begin with /",
                "max-form-bytes | 1MB | '1MB' is no number of bytes: write 1048576",
                "max-form-bytes | 0 | max-form-bytes 0 must be from 1 to 2147483647",
                "max-form-bytes | -1 | max-form-bytes -1 must be from 1",
                "max-form-bytes | 2147483648 | max-form-bytes 2147483648 must be from 1",
                "max-form-bytes | 99999999999999999999 | is no number of bytes",
                "report-only | on | 'on' is neither true nor false",
                "report-only | TRUE | 'TRUE' is neither true nor false",
                "allow-path-parameters | 1 | '1' is neither true nor false",
                "jwt.algorithms | RS256,,ES256 | holds an empty entry: separate by single commas",
            })
    void namesTheKeyTheValueAndWhatToWrite(String key, String value, String message) {
        Properties properties = properties(key, value.replace("KEY", keyText()));

        assertThatThrownBy(() -> TallystickConfig.from(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("tallystick." + (key.startsWith("cookie.") ? "cookie." : key))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "mont, tallystick.mounts",
        "mounts/, tallystick.mounts",
        "trusted-origin, tallystick.trusted-origins",
        "base_url, tallystick.base-url",
        "Mode, tallystick.mode",
        "cookie.samesite, tallystick.cookie.same-site",
        "reportOnly, tallystick.report-only",
        "jwt.issuers, tallystick.jwt.issuer",
        "mode.web, tallystick.mode",
        "'', tallystick.mode",
    })
    void anUnknownKeyIsRefusedWithTheNearestKnown(String key, String nearest) {
        assertThatThrownBy(() -> TallystickConfig.from(properties(key, "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("tallystick." + key + ": there is no such key; did you mean " + nearest)
                .hasMessageEndingWith("? All keys are in docs/configuration.md");
    }

    @Test
    void aValueThatIsNoTextIsRefusedAndNotOverlooked() {
        Properties properties = properties("mode", "strict");
        properties.put("tallystick.report-only", true);

        assertThatThrownBy(() -> TallystickConfig.from(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tallystick.report-only: true is no text: write it as a String");
    }

    @Test
    void keysOfOthersAreLeftAlone() {
        Properties properties = properties("mode", "strict");
        properties.setProperty("server.port", "x");
        properties.setProperty("tallystickx.mode", "x");
        properties.put(42, "x");

        assertThat(TallystickConfig.from(properties).mounts()).isNotEmpty();
    }

    @Test
    void noKeyEverStandsInAMessage() {
        for (String value : new String[] {
            keyText(), "a:" + keyText() + "!", keyText() + ":abcd", "a:" + keyText() + ",b", "a b:" + keyText()
        }) {
            assertThatThrownBy(() -> TallystickConfig.from(properties("keys", value)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasStackTraceContaining("tallystick.keys: key number")
                    .satisfies(e -> {
                        for (Throwable t = e; t != null; t = t.getCause()) {
                            assertThat(t.toString()).doesNotContain(keyText());
                        }
                    });
        }
    }

    @Test
    void theBuilderChecksTheSameThings() {
        assertThatThrownBy(() -> builder().mount("web", MountKind.CSRF).build())
                .hasMessageStartingWith("mounts: mount 'web' must begin with /");
        assertThatThrownBy(() -> builder().mount("/web", MountKind.CSRF).mount("/web", MountKind.NONE))
                .hasMessageStartingWith("mount '/web' stands twice");
        assertThatThrownBy(() -> builder().otherwise(MountKind.JWT))
                .hasMessage("otherwise 'jwt': mount it at a prefix instead");
        assertThatThrownBy(() -> builder().csrf(csrf -> csrf.baseUrl("x")).build())
                .hasMessageStartingWith("base-url: 'x' is not an origin");
    }

    private static TallystickConfig.Builder builder() {
        return TallystickConfig.builder().keys(Keys.RING);
    }

    private static String keyText() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Keys.bytes(32, 0x5a));
    }

    private static Properties properties(String key, String value) {
        Properties properties = new Properties();
        properties.setProperty("tallystick.keys", Keys.TEXT);
        properties.setProperty("tallystick." + key, value);
        return properties;
    }
}
