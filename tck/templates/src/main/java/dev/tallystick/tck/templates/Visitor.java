package dev.tallystick.tck.templates;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jsoup.Connection;
import org.jsoup.Jsoup;
import org.jsoup.nodes.FormElement;

/** A browser as far as these tests need one: keeps cookies, reads forms, and sends them from the page they stand in. */
public final class Visitor {

    private final String origin;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final HttpClient client = HttpClient.newHttpClient();

    /** @param origin of the site */
    public Visitor(String origin) {
        this.origin = origin;
    }

    /** Opens a page. */
    public Answer open(String path) {
        return send(HttpRequest.newBuilder(URI.create(origin + path)).header("Sec-Fetch-Site", "none"));
    }

    /** Opens a page as the app on a phone does. */
    public Answer openWithBearer(String path) {
        return send(HttpRequest.newBuilder(URI.create(origin + path)).header("Authorization", "Bearer phone"));
    }

    /** Sends a form of a page as it stands there. */
    public Answer submit(FormElement form) {
        String fields = form.formData().stream().map(Visitor::encoded).collect(Collectors.joining("&"));
        String action = form.absUrl("action").isEmpty() ? form.baseUri() : form.absUrl("action");
        if (!action.startsWith(origin + "/") || !form.attr("method").equalsIgnoreCase("post")) {
            throw new IllegalArgumentException("not a form that is posted to this site: " + form);
        }
        return send(HttpRequest.newBuilder(URI.create(action))
                .header("Origin", origin)
                .header("Sec-Fetch-Site", "same-origin")
                .header("Accept", "application/json")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(fields)));
    }

    /** Sends a request as a script of the site does. */
    public Answer fetch(String path, String headerName, String token) {
        return send(HttpRequest.newBuilder(URI.create(origin + path))
                .header("Origin", origin)
                .header("Accept", "application/json")
                .header(headerName, token)
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    private static String encoded(Connection.KeyVal field) {
        return URLEncoder.encode(field.key(), StandardCharsets.UTF_8)
                + "="
                + URLEncoder.encode(field.value(), StandardCharsets.UTF_8);
    }

    private Answer send(HttpRequest.Builder request) {
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        HttpResponse<String> response;
        try {
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("the site doesn't answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the site answered", e);
        }
        for (String line : response.headers().allValues("Set-Cookie")) {
            int equals = line.indexOf('=');
            int end = line.indexOf(';');
            cookies.put(line.substring(0, equals), line.substring(equals + 1, end < 0 ? line.length() : end));
        }
        return new Answer(
                response.statusCode(),
                response.headers().map(),
                response.body(),
                Jsoup.parse(response.body(), response.uri().toString()));
    }
}
