package dev.tallystick.generated;

import dev.tallystick.http.FormFields;
import dev.tallystick.testing.Browser;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeSession;
import java.util.List;
import java.util.Random;

/** Makes requests of all kinds: honest, forged, broken, and mixtures that no browser sends. */
final class Requests {

    static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "QUERY", "TRACE", "CONNECT", "get", "FOO", "");

    private static final List<String> ORIGINS = List.of(
            Browser.SITE,
            "https://bank.example:443",
            "http://bank.example",
            "https://partner.example",
            "https://a.friends.example",
            "https://evil.example",
            "null",
            "",
            "NULL",
            "https://bank.example/",
            "file://",
            "https://bank.example,https://bank.example",
            "x");
    private static final List<String> SITES =
            List.of("same-origin", "same-site", "cross-site", "none", "", "bogus", "same-origin,none");
    private static final List<String> REFERERS = List.of(
            Browser.SITE + "/form",
            "http://bank.example/",
            "https://evil.example/",
            "https://partner.example/a,b",
            "",
            "x");
    private static final List<String> HOSTS = List.of("bank.test", "evil.example", "bank.example:443", "", "a b");
    private static final List<String> PATHS = List.of("/", "/pay", "/pay/7", "/x/y");

    private final Random random;

    Requests(Random random) {
        this.random = random;
    }

    /** A request to the site that may have come from this browser, from one that stole its cookies, or from nobody. */
    FakeRequest.Builder request(Site site, Browser browser) {
        FakeRequest.Builder request = FakeRequest.builder(pick(METHODS), pick(PATHS));
        request.scheme(random.nextInt(4) == 0 ? "http" : "https");
        request.peer(random.nextBoolean() ? Site.PROXY : "192.0.2.7");
        for (String header : List.of("Host", "Origin", "Sec-Fetch-Site", "Referer", site.headerName())) {
            if (header.equals("Host") ? random.nextInt(10) > 0 : random.nextBoolean()) {
                request.header(header, value(header, site, browser));
            }
        }
        for (String header : List.of(
                "X-HTTP-Method-Override",
                "X-Method-Override",
                "X-HTTP-Method",
                "Upgrade",
                "Connection",
                "Sec-WebSocket-Key",
                "Forwarded",
                "X-Forwarded-Host",
                "X-Forwarded-Proto",
                "X-Forwarded-Port")) {
            if (random.nextInt(8) == 0) {
                request.header(header, value(header, site, browser));
            }
        }
        if (random.nextInt(3) > 0) {
            browser.cookies().forEach((name, value) -> request.cookie(name + "=" + value));
        }
        if (random.nextBoolean()) {
            request.form(site.parameterName(), value(site.headerName(), site, browser));
        } else {
            FormFields.State[] states = FormFields.State.values();
            request.form(FormFields.none(states[random.nextInt(states.length)]));
        }
        if (random.nextInt(10) == 0) {
            request.query("_method=" + pick(METHODS));
        }
        if (random.nextInt(3) == 0) {
            request.session(FakeSession.of("s" + random.nextInt(3)));
        }
        return request;
    }

    /** What somebody may send in a line of this header; a cookie is one that somebody planted. */
    String value(String header, Site site, Browser browser) {
        if (header.equals(site.headerName())) {
            return random.nextInt(3) > 0 ? browser.token() : pick(List.of("", "x", "A".repeat(76)));
        }
        return switch (header) {
            case "Host" -> random.nextInt(3) > 0 ? Site.HOST : pick(HOSTS);
            case "Origin" -> pick(ORIGINS);
            case "Sec-Fetch-Site" -> pick(SITES);
            case "Referer" -> pick(REFERERS);
            case "X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method" -> pick(METHODS);
            case "Upgrade" -> pick(List.of("websocket", "WebSocket, h2c", "h2c", ""));
            case "Connection" -> pick(List.of("Upgrade", "keep-alive, upgrade", "close", ""));
            case "Sec-WebSocket-Key" -> "dGhlIHNhbXBsZSBub25jZQ==";
            case "Forwarded" ->
                pick(List.of("host=bank.example;proto=https", "host=evil.example", "proto=http", "for=x", "\"", ""));
            case "X-Forwarded-Host" -> pick(List.of(Site.HOST, "bank.test", "evil.example", ""));
            case "X-Forwarded-Proto" -> pick(List.of("https", "http", "ftp", "https, http"));
            case "X-Forwarded-Port" -> pick(List.of("443", "80", "8443", "x"));
            case "Cookie" ->
                pick(List.of("__Host-csrf=", "csrf=", Site.SID + "=")) + pick(List.of("A".repeat(24), "x", "s1"));
            default -> throw new IllegalArgumentException(header);
        };
    }

    /** A method that nobody has heard of, or that isn't spelled as it must be. */
    String unknownMethod() {
        String method = text("ABCDEGHIOPQRSTUYabcget-1! ", 8);
        return List.of("GET", "HEAD", "OPTIONS", "TRACE", "QUERY").contains(method) ? method + "X" : method;
    }

    private String text(String characters, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return text.toString();
    }

    private String pick(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}
