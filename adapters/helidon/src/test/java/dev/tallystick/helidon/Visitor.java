package dev.tallystick.helidon;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A browser as far as these tests need one: keeps cookies, and says where its requests come from. */
final class Visitor {

    private final TestSite site;
    private final Map<String, String> cookies = new LinkedHashMap<>();

    Visitor(TestSite site) {
        this.site = site;
    }

    /** A request of a page of the site. */
    RawRequest request(String method, String target) {
        RawRequest request = site.request(method, target).header("Origin", site.origin());
        if (!cookies.isEmpty()) {
            request.header("Cookie", cookieLine());
        }
        return request;
    }

    RawResponse send(RawRequest request) {
        RawResponse response = site.send(request);
        for (String line : response.headers("Set-Cookie")) {
            int equals = line.indexOf('=');
            int end = line.indexOf(';');
            String value = line.substring(equals + 1, end < 0 ? line.length() : end);
            cookies.put(line.substring(0, equals), value);
        }
        return response;
    }

    RawResponse get(String target) {
        return send(request("GET", target));
    }

    /** The token that the page shows. */
    String token(String target) {
        return get(target).text();
    }

    String cookieLine() {
        return cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    String cookie(String name) {
        return cookies.getOrDefault(name, "");
    }
}
