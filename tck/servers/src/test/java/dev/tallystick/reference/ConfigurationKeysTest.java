package dev.tallystick.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the kit doesn't ask of the configuration: cookies to the letter, a clock that runs, and the words of a refusal. */
class ConfigurationKeysTest extends OnEveryAdapter {

    @Test
    void maxAgeLetsATokenExpire() {
        Client client = client("max-age=PT0.2S");
        String token = client.token("/web");
        Instant end = Instant.now().plus(Duration.ofSeconds(10));

        String outcome;
        do {
            outcome = client.post("/web/echo", "_csrf=" + token).outcome();
        } while (outcome.equals("200") && Instant.now().isBefore(end));

        assertThat(outcome).isEqualTo("403 expired-token");
        assertThat(client.post("/web/echo", "_csrf=" + client.token("/web")).outcome())
                .isEqualTo("200");
    }

    @ParameterizedTest
    @CsvSource({
        // Keys, what Set-Cookie then holds besides the value.
        "mode=strict, 'csrf=', '; Path=/; HttpOnly; SameSite=Lax'",
        "cookie.name=x, 'x=', '; Path=/; HttpOnly; SameSite=Lax'",
        "cookie.name=__Host-x, '__Host-x=', '; Path=/; Secure; HttpOnly; SameSite=Lax'",
        "cookie.secure=true, '__Host-csrf=', '; Path=/; Secure; HttpOnly; SameSite=Lax'",
        "cookie.secure=false, 'csrf=', '; Path=/; HttpOnly; SameSite=Lax'",
        "cookie.same-site=Strict, 'csrf=', '; Path=/; HttpOnly; SameSite=Strict'",
        "cookie.same-site=none|cookie.secure=true, '__Host-csrf=', '; Path=/; Secure; HttpOnly; SameSite=None'",
        "cookie.domain=example.com, 'csrf=', '; Path=/; Domain=example.com; HttpOnly; SameSite=Lax'",
        "cookie.domain=example.com|cookie.secure=true, '__Secure-csrf=', '; Path=/; Domain=example.com; Secure; HttpOnly; SameSite=Lax'",
        "cookie.path=/web, 'csrf=', '; Path=/web; HttpOnly; SameSite=Lax'",
    })
    void theCookieIsAsItsKeysSay(String keys, String name, String attributes) {
        Client client = client(keys.split("\\|"));

        Reply reply = client.get("/web/token");

        assertThat(reply.headers("Set-Cookie"))
                .singleElement()
                .asString()
                .startsWith(name)
                .endsWith(attributes);
        assertThat(client.post("/web/echo", "_csrf=" + reply.json("token")).outcome())
                .isEqualTo("200");
    }

    @ParameterizedTest
    @CsvSource({
        "django, csrfmiddlewaretoken, X-CSRFToken, csrftoken",
        "rails, authenticity_token, X-CSRF-Token,",
        "spring, _csrf, X-CSRF-TOKEN,",
        "angular, _csrf, X-XSRF-TOKEN, XSRF-TOKEN",
    })
    void namesArePresetForFrontEndsOfOthers(String preset, String parameter, String header, String cookie) {
        Client client = client("names=" + preset);

        Reply names = client.get("/web/token");

        assertThat(names.json("parameterName")).isEqualTo(parameter);
        assertThat(names.json("headerName")).isEqualTo(header);
        String token = cookie == null ? names.json("token") : client.cookie(cookie);
        assertThat(client.send(Call.post("/web/echo").with(header, token)).outcome())
                .isEqualTo("200");
        assertThat(client.post("/web/echo", parameter + "=" + token).outcome()).isEqualTo("200");
    }

    @Test
    void spaCookieIsSetOnceWithTheHeadersThatCachesNeed() {
        Client client = client("spa-cookie=XSRF-TOKEN");

        Reply page = client.send(Call.get("/web/plain").with("Sec-Fetch-Dest", "document"));

        assertThat(page.headers("Set-Cookie"))
                .filteredOn(line -> line.startsWith("XSRF-TOKEN="))
                .singleElement()
                .asString()
                .endsWith("; Path=/; SameSite=Lax");
        assertThat(page.header("Vary")).isEqualTo("Cookie");
        assertThat(page.header("Cache-Control")).contains("private");
        Reply next = client.send(Call.get("/web/plain").with("Sec-Fetch-Dest", "empty"));
        assertThat(next.headers("Set-Cookie"))
                .as("it is renewed only when it must be")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/web/hooks/*, /web/hooks/echo, 200",
        "/web/*/echo, /web/hooks/echo, 200",
        "/web/*/echo, /web/echo, 403 missing-secret",
        "/**/echo, /web/echo, 200",
        "/web/**, /web/hooks/echo, 200",
        "/web/hooks, /web/hooks/echo, 403 missing-secret",
        "'/a,/web/echo', /web/echo, 200",
        "/web/echo, /web/%65cho, 200",
        "/web/echo, /web/echo/, 403 missing-secret",
        "/WEB/echo, /web/echo, 403 missing-secret",
        "/**, /shut/echo, 403 no-protection",
    })
    void exemptNamesPathsByWholeSegments(String pattern, String path, String outcome) {
        Client client = client("mounts=/web=csrf,/shut=deny", "exempt=" + pattern);

        assertThat(client.post(path, "").outcome()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        // Key, value, what the message holds.
        "mounts, /web, tallystick.mounts",
        "mounts, web=csrf, 'web'",
        "mounts, /web=crsf, 'crsf'",
        "mounts, '/web=csrf,/web=none', '/web'",
        "mounts, /web/=csrf, '/web/'",
        "mounts, /*=csrf, '/*'",
        "otherwise, jwt, tallystick.otherwise",
        "mode, lax, tallystick.mode",
        "mode./web, none, tallystick.mode./web",
        "mode./nowhere, strict, '/nowhere'",
        "mode./open, strict, '/open'",
        "trusted-origins, example.com, trusted-origins",
        "trusted-origins, https://*, trusted-origins",
        "trusted-origins, https://a.*.example.com, trusted-origins",
        "trusted-origins./web, https://x/, trusted-origins",
        "trusted-proxies, 10.0.0.0/33, tallystick.trusted-proxies",
        "trusted-proxies, proxy.example, tallystick.trusted-proxies",
        "base-url, bank.example, base-url",
        "base-url, ftp://bank.example, base-url",
        "secret-store, redis, tallystick.secret-store",
        "session-binding, ip, tallystick.session-binding",
        "session-binding, cookie:, tallystick.session-binding",
        "keys, k1, tallystick.keys",
        "keys, k1:c2hvcnQ, tallystick.keys",
        "keys, k1:!!!, tallystick.keys",
        "max-age, 12h, tallystick.max-age",
        "max-age, PT0S, max-age",
        "cookie.name, a b, cookie name 'a b'",
        "cookie.secure, yes, tallystick.cookie.secure",
        "cookie.same-site, sometimes, tallystick.cookie.same-site",
        "cookie.same-site, None, cookie.same-site",
        "cookie.path, web, cookie path 'web'",
        "cookie.domain, a;b, cookie domain 'a;b'",
        "parameter-name, a b, parameter-name",
        "header-name, X:Y, header-name",
        "spa-cookie, csrf, spa-cookie",
        "names, struts, tallystick.names",
        "exempt, web/hooks, exempt",
        "exempt, /web/h*, exempt",
        "max-form-bytes, 1MB, tallystick.max-form-bytes",
        "max-form-bytes, 0, max-form-bytes",
        "report-only, maybe, tallystick.report-only",
        "allow-path-parameters, 1, tallystick.allow-path-parameters",
        "jwt.jwks, /no/such/file.json, tallystick.jwt.jwks",
        "jwt.claim.mobile, nonsense, tallystick.jwt.claim.mobile",
        "jwt.algorithms, none, tallystick.jwt.algorithms",
        "jwt.algorithms, HS256, tallystick.jwt.algorithms",
    })
    void aValueThatCantBeUsedIsRefusedAtStart(String key, String value, String said) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sites.start(key + "=" + value, "jwt.issuer=" + Jwts.ISSUER, "jwt.audience=bank")
                        .close())
                .withMessageContaining(said);
    }

    @ParameterizedTest
    @CsvSource({
        "tallystick.mod=strict, tallystick.mode",
        "tallystick.cookies.name=x, tallystick.cookie.name",
        "mode=strict, tallystick."
    })
    void aKeyThatNobodyKnowsIsRefusedAtStart(String pair, String hint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sites.startWith(pair).close())
                .withMessageContaining(pair.substring(0, pair.indexOf('=')))
                .withMessageContaining(hint);
    }
}
