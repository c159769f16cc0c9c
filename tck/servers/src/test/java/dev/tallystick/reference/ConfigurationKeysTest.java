package dev.tallystick.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tallystick.reference.server.Capability;
import dev.tallystick.reference.server.RunningServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That each key of the configuration has its effect; those of the JWT door are shown where the door is. */
class ConfigurationKeysTest extends OnEveryAdapter {

    private static final String KEY_1 = "k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE";
    private static final String KEY_2 = "k2:YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY";

    @Test
    void modeHoldsForAllMountsButThoseWithOneOfTheirOwn() {
        Client client = client("mounts=/web=csrf,/api=csrf", "mode=strict", "mode./api=origin-only");

        assertThat(client.post("/web/echo", "").outcome()).isEqualTo("403 missing-secret");
        assertThat(client.post("/api/echo", "").outcome()).isEqualTo("200");
    }

    @Test
    void trustedOriginsHoldForAllMountsButThoseWithSomeOfTheirOwn() {
        Client client = client(
                "mounts=/web=csrf,/api=csrf",
                "mode=origin-or-token",
                "trusted-origins=https://a.example, https://*.b.example",
                "trusted-origins./api=https://c.example");

        assertThat(from(client, "/web", "https://a.example")).isEqualTo("200");
        assertThat(from(client, "/web", "https://x.b.example")).isEqualTo("200");
        assertThat(from(client, "/web", "https://c.example")).isEqualTo("403 untrusted-origin");
        assertThat(from(client, "/api", "https://c.example")).isEqualTo("200");
        assertThat(from(client, "/api", "https://a.example")).isEqualTo("403 untrusted-origin");
    }

    private static String from(Client client, String mount, String origin) {
        return client.send(Call.post(mount + "/echo").with("Origin", origin)).outcome();
    }

    @ParameterizedTest
    @CsvSource({
        // Base URLs, Host, Origin, outcome.
        "https://bank.example, internal:8080, https://bank.example, 200",
        "https://bank.example, internal:8080, http://internal:8080, 403 untrusted-origin",
        "https://bank.example/, bank.example, https://bank.example, 200",
        "'https://bank.example,https://shop.example', bank.example, https://bank.example, 200",
        "'https://bank.example,https://shop.example', shop.example, https://shop.example, 200",
        "'https://bank.example,https://shop.example', shop.example, https://bank.example, 403 untrusted-origin",
        "'https://bank.example,https://shop.example', internal, https://bank.example, 403 bad-host",
        "'https://bank.example,https://shop.example', evil.example, http://evil.example, 403 bad-host",
    })
    void baseUrlSaysWhatTheTargetIs(String baseUrl, String host, String origin, String outcome) {
        Client client = client("mode=origin-or-token", "base-url=" + baseUrl);

        assertThat(client.send(Call.post("/web/echo").host(host).with("Origin", origin))
                        .outcome())
                .isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        // Proxies, lines, Origin, outcome.
        "127.0.0.1, X-Forwarded-Proto: https|X-Forwarded-Host: bank.example, https://bank.example, 200",
        "127.0.0.0/8, X-Forwarded-Proto: https|X-Forwarded-Host: bank.example, https://bank.example, 200",
        "'10.0.0.0/8,127.0.0.1/32', Forwarded: proto=https;host=bank.example, https://bank.example, 200",
        "127.0.0.1, Forwarded: for=1.2.3.4;HOST=\"bank.example:8443\";proto=https, https://bank.example:8443, 200",
        "127.0.0.1, X-Forwarded-Proto: https|X-Forwarded-Host: bank.example|X-Forwarded-Port: 8443, https://bank.example:8443, 200",
        // The right-most element is the proxy's own.
        "127.0.0.1, 'X-Forwarded-Proto: http, https|X-Forwarded-Host: evil.example, bank.example', https://bank.example, 200",
        "127.0.0.1, 'X-Forwarded-Proto: https|X-Forwarded-Host: evil.example, bank.example', https://evil.example, 403 untrusted-origin",
        "127.0.0.1, X-Forwarded-Proto: https|X-Forwarded-Host: evil.example|X-Forwarded-Host: bank.example, https://bank.example, 200",
        // Two headers that contradict each other.
        "127.0.0.1, Forwarded: host=bank.example|X-Forwarded-Host: evil.example, https://bank.example, 403 bad-host",
        "127.0.0.1, X-Forwarded-Proto: ftp|X-Forwarded-Host: bank.example, https://bank.example, 403 bad-host",
        "127.0.0.1, X-Forwarded-Host: bank example, https://bank.example, 403 bad-host",
        // Nobody else's count.
        "10.0.0.0/8, X-Forwarded-Proto: https|X-Forwarded-Host: bank.example, https://bank.example, 403 untrusted-origin",
        "'', X-Forwarded-Proto: https|X-Forwarded-Host: bank.example, https://bank.example, 403 untrusted-origin",
        "::1, Forwarded: proto=https;host=bank.example, https://bank.example, 403 untrusted-origin",
        // The server itself has read them.
        "server, X-Forwarded-Proto: https|X-Forwarded-Host: bank.example, https://bank.example, 200",
        "server, X-Forwarded-Proto: https|X-Forwarded-Host: bank.example, https://evil.example, 403 untrusted-origin",
    })
    void trustedProxiesSayWhoseForwardedHeadersCount(String proxies, String lines, String origin, String outcome) {
        Client client = client("mode=origin-or-token", "trusted-proxies=" + proxies);
        Call call = Call.post("/web/echo").with("Origin", origin);
        for (String line : lines.split("\\|")) {
            call.withLine(line);
        }

        boolean unread = proxies.equals("server") && !can(Capability.FORWARDED_BY_SERVER);
        assertThat(client.send(call).outcome()).isIn(unread ? CapabilitiesTest.NOT_READ : Set.of(outcome));
    }

    @Test
    void theSecretsCookieIsSecureWhereAProxyEndsTls() {
        Client client = client("trusted-proxies=127.0.0.1");

        Reply reply = client.send(
                Call.get("/web/token").with("X-Forwarded-Proto", "https").with("X-Forwarded-Host", "bank.example"));

        assertThat(reply.header("Set-Cookie")).startsWith("__Host-csrf=").contains("; Secure");
    }

    @Test
    void secretStoreSessionKeepsTheSecretInTheServerSession() {
        Client client = client("secret-store=session");
        assertThat(client.get("/web/plain").headers("Set-Cookie")).isEmpty();

        Reply reply = client.get("/web/token");

        assertThat(reply.headers("Set-Cookie")).singleElement().asString().doesNotContain("csrf");
        String token = reply.json("token");
        assertThat(client.post("/web/echo", "_csrf=" + token).outcome()).isEqualTo("200");
        Client other = client("secret-store=session");
        assertThat(other.post("/web/echo", "_csrf=" + token).outcome()).isEqualTo("403 missing-secret");
        other.token("/web");
        assertThat(other.post("/web/echo", "_csrf=" + token).outcome()).isEqualTo("403 wrong-token");

        client.login("/web", "ann");
        assertThat(client.post("/web/echo", "_csrf=" + token).outcome()).isEqualTo("403 wrong-token");
        assertThat(client.post("/web/echo", "_csrf=" + client.token("/web")).json("user"))
                .isEqualTo("ann");
        assertThat(client.post("/web/logout", "_csrf=" + client.token("/web")).outcome())
                .isEqualTo("200");
        assertThat(client.post("/web/echo", "_csrf=" + token).outcome()).isEqualTo("403 missing-secret");
    }

    @Test
    void sessionBindingSessionTiesATokenToTheServersSession() {
        Client client = client("session-binding=session");
        String token = client.token("/web");

        client.login("/web", "ann");

        assertThat(client.post("/web/echo", "_csrf=" + token).outcome()).isEqualTo("403 wrong-token");
    }

    @Test
    void sessionBindingNoneTiesATokenToTheSecretAlone() {
        Client client = client("session-binding=none");
        String token = client.token("/web");

        client.login("/web", "ann");

        assertThat(client.post("/web/echo", "_csrf=" + token).json("user")).isEqualTo("ann");
    }

    @Test
    void sessionBindingByCookieTiesATokenToItsValue() {
        Client client = client("session-binding=cookie:login").setCookie("login", "ann");
        String token = client.token("/web");
        assertThat(client.post("/web/echo", "_csrf=" + token).outcome()).isEqualTo("200");

        client.login("/web", "ann");
        assertThat(client.post("/web/echo", "_csrf=" + token).outcome())
                .as("the server's session is no matter")
                .isEqualTo("200");
        String planted = client.cookieHeader() + "; login=bob";
        assertThat(client.send(Call.post("/web/echo").with("Cookie", planted).form("_csrf=" + token))
                        .outcome())
                .isEqualTo("403 wrong-token");
        client.setCookie("login", "bob");
        assertThat(client.post("/web/echo", "_csrf=" + token).outcome()).isEqualTo("403 wrong-token");
        client.setCookie("login", "ann");
        assertThat(client.post("/web/echo", "_csrf=" + token).outcome()).isEqualTo("200");
    }

    @Test
    void keysAreRotatedByARestart() {
        String token;
        String cookies;
        try (RunningServer first = Sites.start("keys=" + KEY_1)) {
            Client client = new Client(first.port());
            token = client.token("/web");
            cookies = client.cookieHeader();
        }
        String newer;
        try (RunningServer second = Sites.start("keys=" + KEY_2 + "," + KEY_1)) {
            Client client = new Client(second.port()).setCookies(cookies);
            assertThat(client.post("/web/echo", "_csrf=" + token).outcome()).isEqualTo("200");
            newer = client.token("/web");
            assertThat(client.cookieHeader()).isEqualTo(cookies);
        }
        try (RunningServer third = Sites.start("keys=" + KEY_2)) {
            Client client = new Client(third.port()).setCookies(cookies);
            assertThat(client.post("/web/echo", "_csrf=" + token).outcome()).isEqualTo("403 unknown-key");
            assertThat(client.post("/web/echo", "_csrf=" + newer).outcome()).isEqualTo("200");
        }
    }

    @Test
    void aKeyOfTheSameNameAndOtherBytesVerifiesNothing() {
        Client client = client("keys=" + KEY_1);
        String token = client.token("/web");
        Client other = client("keys=" + KEY_2.replace("k2", "k1")).setCookies(client.cookieHeader());

        assertThat(other.post("/web/echo", "_csrf=" + token).outcome()).isEqualTo("403 wrong-token");
    }

    @Test
    void withoutKeysARandomOneDiesWithTheApplication() {
        Client client = client();
        String token = client.token("/web");

        try (RunningServer again = Sites.start()) {
            Client other = new Client(again.port()).setCookies(client.cookieHeader());
            assertThat(other.post("/web/echo", "_csrf=" + token).outcome()).isIn("403 unknown-key", "403 wrong-token");
        }
    }

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

    @Test
    void maxAgeRefusesATokenWithoutADate() {
        Client undated = client("keys=" + KEY_1);
        String token = undated.token("/web");
        Client client = client("keys=" + KEY_1, "max-age=PT12H").setCookies(undated.cookieHeader());

        assertThat(client.post("/web/echo", "_csrf=" + token).status()).isEqualTo(403);
        assertThat(client.post("/web/echo", "_csrf=" + client.token("/web")).outcome())
                .isEqualTo("200");
    }

    @ParameterizedTest
    @CsvSource({
        // Keys, what Set-Cookie then holds besides the value.
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

    @Test
    void theFieldAndTheHeaderHaveTheNamesConfigured() {
        Client client = client("parameter-name=proof", "header-name=X-Proof");

        Reply names = client.get("/web/token");
        assertThat(names.json("parameterName")).isEqualTo("proof");
        assertThat(names.json("headerName")).isEqualTo("X-Proof");
        String token = client.get("/web/form").hiddenField("proof");
        assertThat(client.post("/web/echo", "proof=" + token).outcome()).isEqualTo("200");
        assertThat(client.send(Call.post("/web/echo").with("X-Proof", token)).outcome())
                .isEqualTo("200");
        assertThat(client.post("/web/echo", "_csrf=" + token).outcome()).isEqualTo("403 missing-token");
        assertThat(client.send(Call.post("/web/echo").with("X-CSRF-Token", token))
                        .outcome())
                .isEqualTo("403 missing-token");
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
    void spaCookieHoldsATokenThatVerifies() {
        Client client = client("spa-cookie=XSRF-TOKEN");

        Reply page = client.send(Call.get("/web/plain").with("Sec-Fetch-Dest", "document"));

        assertThat(page.headers("Set-Cookie"))
                .filteredOn(line -> line.startsWith("XSRF-TOKEN="))
                .singleElement()
                .asString()
                .endsWith("; Path=/; SameSite=Lax");
        assertThat(page.header("Vary")).isEqualTo("Cookie");
        assertThat(page.header("Cache-Control")).contains("private");
        assertThat(byCookie(client)).isEqualTo("200");
        Reply next = client.send(Call.get("/web/plain").with("Sec-Fetch-Dest", "empty"));
        assertThat(next.headers("Set-Cookie"))
                .as("it is renewed only when it must be")
                .isEmpty();
    }

    private static String byCookie(Client client) {
        return client.send(Call.post("/web/echo").with("X-CSRF-Token", client.cookie("XSRF-TOKEN")))
                .outcome();
    }

    @Test
    void spaCookieIsRenewedAfterLoginAndLogout() {
        Client client = client("spa-cookie=XSRF-TOKEN");
        client.get("/web/plain");

        client.send(Call.post("/web/login")
                .with("X-CSRF-Token", client.cookie("XSRF-TOKEN"))
                .form("user=ann"));
        client.get("/web/echo");
        assertThat(byCookie(client)).isEqualTo("200");
        assertThat(client.get("/web/echo").json("user")).isEqualTo("ann");

        client.send(Call.post("/web/logout").with("X-CSRF-Token", client.cookie("XSRF-TOKEN")));
        client.get("/web/echo");
        assertThat(byCookie(client)).isEqualTo("200");
    }

    @ParameterizedTest
    @CsvSource({"Sec-Fetch-Dest, image", "Sec-Fetch-Dest, script", "Sec-Fetch-Dest, style", "Accept, image/webp"})
    void spaCookieComesWithNoAsset(String header, String value) {
        Reply reply =
                client("spa-cookie=XSRF-TOKEN").send(Call.get("/web/plain").with(header, value));

        assertThat(reply.headers("Set-Cookie")).isEmpty();
        assertThat(reply.headers("Vary")).isEmpty();
    }

    @Test
    void spaCookieComesWithNoRefusal() {
        Reply reply = client("spa-cookie=XSRF-TOKEN").post("/web/echo", "");

        assertThat(reply.outcome()).isEqualTo("403 missing-secret");
        assertThat(reply.headers("Set-Cookie")).isEmpty();
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

    @Test
    void reportOnlyLetsPassWhatItWouldRefuseAndKeepsTheRestShut() {
        Client client = client("report-only=true", "mounts=/web=csrf,/mobile=jwt,/shut=deny");

        assertThat(from(client, "/web", "https://evil.example")).isEqualTo("200");
        assertThat(client.post("/web/echo", "_csrf=x").outcome()).isEqualTo("200");
        assertThat(client.post("/mobile/echo", "").outcome()).isEqualTo("401 missing-jwt");
        assertThat(client.post("/shut/echo", "").outcome()).isEqualTo("403 no-protection");
        assertThat(client.post("/elsewhere", "").outcome()).isEqualTo("403 no-protection");
        assertThat(client.post("/web//echo", "").status()).isEqualTo(400);
        assertThat(client("report-only=false").post("/web/echo", "").outcome()).isEqualTo("403 missing-secret");
    }

    @Test
    void requireActionTokenDemandsATokenForTheVeryAction() {
        Client client = client("require-action-token=/web/echo");
        String plain = client.token("/web");
        String bound = client.get("/web/form?action=/web/echo").hiddenField("_csrf");

        assertThat(client.post("/web/echo", "_csrf=" + plain).outcome()).isEqualTo("403 wrong-token");
        assertThat(client.post("/web/echo", "_csrf=" + bound).outcome()).isEqualTo("200");
        assertThat(client.post("/web/hooks/echo", "").outcome()).isEqualTo("200");
    }

    @Test
    void eagerKeepsASecretBeforeTheViewIsAsked() {
        Client client = client("eager=/web/plain");

        assertThat(client.get("/web/plain").header("Set-Cookie")).startsWith("csrf=");
        assertThat(client().get("/web/plain").headers("Set-Cookie")).isEmpty();
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
