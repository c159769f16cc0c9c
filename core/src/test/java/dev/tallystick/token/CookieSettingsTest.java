package dev.tallystick.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.CsrfProtection;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeResponse;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.Keys;
import dev.tallystick.token.CookieSettings.SameSite;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The secret's cookie as it is set, and the settings that no browser would honour. */
class CookieSettingsTest {

    @Test
    void itsOptionsAreSaidOneAfterTheOther() {
        CookieSettings cookie = CookieSettings.builder()
                .domain("bank.example")
                .path("/app")
                .secure(true)
                .name("own")
                .sameSite(SameSite.STRICT)
                .build();

        assertThat(cookie.line(cookie.name(true), "x", true, true))
                .isEqualTo("own=x; Path=/app; Domain=bank.example; Secure; HttpOnly; SameSite=Strict");
    }

    @Test
    void aDomainHasEveryLetterAndDigitAndNothingBesideThem() {
        assertThat(CookieSettings.builder().domain("az-AZ_09.x9").build()).isNotNull();
        for (String domain : List.of("a`", "a{", "a@", "a[", "a/", "a:", "a..b", "a.", "a", ".", "")) {
            assertThatThrownBy(() -> CookieSettings.builder().domain(domain).build())
                    .as(domain)
                    .hasMessageContaining("is no host name");
        }
    }

    @Test
    void aPathHasNoBlankAndNoControlCharacter() {
        assertThat(CookieSettings.builder().path("/!~").build()).isNotNull();
        for (String path : List.of("/ ", "/\u007f", "/;", "/,")) {
            assertThatThrownBy(() -> CookieSettings.builder().path(path).build())
                    .as(path)
                    .hasMessageContaining("must begin with /");
        }
    }

    @Test
    void aNameHasNoBlankAndNoControlCharacter() {
        assertThat(CookieSettings.isName("!~")).isTrue();
        assertThat(CookieSettings.isName("a ")).isFalse();
        assertThat(CookieSettings.isName("a\u007f")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // scheme | name | secure | same-site | domain | path | line
                "https | - | - | - | - | - | __Host-csrf=*; Path=/; Secure; HttpOnly; SameSite=Lax",
                "http | - | - | - | - | - | csrf=*; Path=/; HttpOnly; SameSite=Lax",
                "http | - | true | - | - | - | __Host-csrf=*; Path=/; Secure; HttpOnly; SameSite=Lax",
                "https | - | false | - | - | - | csrf=*; Path=/; HttpOnly; SameSite=Lax",
                "https | own | - | STRICT | - | - | own=*; Path=/; Secure; HttpOnly; SameSite=Strict",
                "http | own | - | STRICT | - | - | own=*; Path=/; HttpOnly; SameSite=Strict",
                "https | - | - | NONE | - | - | __Host-csrf=*; Path=/; Secure; HttpOnly; SameSite=None",
                "http | - | true | NONE | - | - | __Host-csrf=*; Path=/; Secure; HttpOnly; SameSite=None",
                "https | - | - | - | bank.example | - | __Secure-csrf=*; Path=/; Domain=bank.example; Secure; HttpOnly; SameSite=Lax",
                "https | - | - | - | .bank.example | - | __Secure-csrf=*; Path=/; Domain=.bank.example; Secure; HttpOnly; SameSite=Lax",
                "http | - | - | - | bank.example | - | csrf=*; Path=/; Domain=bank.example; HttpOnly; SameSite=Lax",
                "https | - | - | - | - | /app | __Secure-csrf=*; Path=/app; Secure; HttpOnly; SameSite=Lax",
                "http | __Host-own | - | - | - | - | __Host-own=*; Path=/; Secure; HttpOnly; SameSite=Lax",
                "http | __Secure-own | - | - | - | /app | __Secure-own=*; Path=/app; Secure; HttpOnly; SameSite=Lax",
            })
    void isSetAsItsSchemeAndSettingsSay(
            String scheme,
            @Nullable String name,
            @Nullable Boolean secure,
            @Nullable SameSite sameSite,
            @Nullable String domain,
            @Nullable String path,
            String line) {
        CookieSettings cookie = settings(name, secure, sameSite, domain, path).build();
        FakeServer server = FakeServer.of(CsrfProtection.builder(Keys.RING)
                .baseUrl(scheme + "://bank.example")
                .cookie(cookie)
                .build());
        FakeResponse response = new FakeResponse();
        server.begin(FakeRequest.get("/"), response).value();

        String set = response.headers("Set-Cookie").get(0);
        assertThat(set.replaceFirst("=[A-Za-z0-9_-]{24};", "=*;")).isEqualTo(line);
        assertThat(set).startsWith(cookie.name(scheme.equals("https")) + "=");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "__Host-csrf | false | - | - | - | cookie name '__Host-csrf' asks for Secure and secure is false: take the prefix off",
                "__Secure-csrf | false | - | - | - | cookie name '__Secure-csrf' asks for Secure and secure is false: take the prefix off",
                "__host-csrf | false | - | - | - | asks for Secure",
                "__HOST-csrf | - | - | bank.example | - | allows no domain and only the path /",
                "__Host-csrf | - | - | bank.example | - | allows no domain and only the path /, and domain is bank.example, path /: take them away, or take __Secure-",
                "__Host-csrf | - | - | - | /app | allows no domain and only the path /, and domain is null, path /app",
                "- | false | NONE | - | - | SameSite=None without Secure: browsers drop such a cookie; set secure=true",
                "'' | - | - | - | - | cookie name '' must be letters, digits and marks like - or _, for instance csrf",
                "a b | - | - | - | - | cookie name 'a b' must be",
                "a=b | - | - | - | - | cookie name 'a=b' must be",
                "a;b | - | - | - | - | cookie name 'a;b' must be",
                "ä | - | - | - | - | cookie name 'ä' must be",
                "- | - | - | - | app | cookie path 'app' must begin with / and hold no ; or control character",
                "- | - | - | - | '' | cookie path '' must begin with /",
                "- | - | - | - | /a;b | cookie path '/a;b' must begin with /",
                "- | - | - | '' | - | cookie domain '' is no host name: write one, for instance bank.example, or leave it out",
                "- | - | - | . | - | cookie domain '.' is no host name",
                "- | - | - | a; Secure | - | is no host name",
                "- | - | - | https://bank.example | - | cookie domain 'https://bank.example' is no host name",
                "- | - | - | bank.example:8443 | - | is no host name",
                "- | - | - | bank..example | - | is no host name",
                "- | - | - | bänk.example | - | is no host name",
            })
    void refusesWhatABrowserWouldDrop(
            @Nullable String name,
            @Nullable Boolean secure,
            @Nullable SameSite sameSite,
            @Nullable String domain,
            @Nullable String path,
            String message) {
        assertThatThrownBy(() -> settings(name, secure, sameSite, domain, path).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesSameSiteNoneWhereSecureDependsOnTheScheme() {
        CookieSettings none = CookieSettings.builder().sameSite(SameSite.NONE).build();

        assertThatThrownBy(() -> CsrfProtection.builder(Keys.RING).cookie(none).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cookie.same-site None needs Secure, which the cookie gets from https base-urls alone: set"
                        + " cookie.secure to true, or choose Lax");
        assertThatThrownBy(() -> CsrfProtection.builder(Keys.RING)
                        .baseUrl("https://bank.example")
                        .baseUrl("http://bank.example")
                        .cookie(none)
                        .build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(CsrfProtection.builder(Keys.RING)
                        .baseUrl("https://bank.example")
                        .cookie(none)
                        .build())
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "'' | - | - | spa-cookie '' is no cookie name: write letters, digits and marks like - or _, for instance XSRF-TOKEN",
                "a b | - | - | spa-cookie 'a b' is no cookie name",
                "csrf | - | - | spa-cookie 'csrf' is the name of the secret's cookie, which no script may read",
                "__Host-csrf | - | - | spa-cookie '__Host-csrf' is the name of the secret's cookie",
                "__Host-x | bank.example | - | spa-cookie: cookie name '__Host-x' allows no domain",
                "__Secure-x | - | false | spa-cookie: cookie name '__Secure-x' asks for Secure",
            })
    void refusesACookieForScriptsThatContradictsTheSecrets(
            String name, @Nullable String domain, @Nullable Boolean secure, String message) {
        assertThatThrownBy(() -> CsrfProtection.builder(Keys.RING)
                        .cookie(settings(null, secure, null, domain, null).build())
                        .spaCookie(name)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static CookieSettings.Builder settings(
            @Nullable String name,
            @Nullable Boolean secure,
            @Nullable SameSite sameSite,
            @Nullable String domain,
            @Nullable String path) {
        CookieSettings.Builder cookie = CookieSettings.builder();
        if (name != null) {
            cookie.name(name);
        }
        if (secure != null) {
            cookie.secure(secure);
        }
        if (sameSite != null) {
            cookie.sameSite(sameSite);
        }
        if (domain != null) {
            cookie.domain(domain);
        }
        if (path != null) {
            cookie.path(path);
        }
        return cookie;
    }
}
