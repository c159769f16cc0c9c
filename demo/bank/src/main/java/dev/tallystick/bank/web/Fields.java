package dev.tallystick.bank.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The fields of a request's body: a form, urlencoded or multipart, or else a JSON object. Like many an API this one doesn't
 * ask whether the body was declared as JSON, which is what lets a form of type {@code text/plain} reach it.
 */
public final class Fields {

    private static final int MOST_BYTES = 16 * 1024;
    private static final int MOST_CHARS = 200;

    private final Map<String, String> values;

    private Fields(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads the fields of these names.
     *
     * @throws Refusal if the body is too long or no object, or a field is given twice or is too long
     */
    public static Fields read(HttpServletRequest request, String... names) throws IOException, Refusal {
        String type = request.getContentType() == null
                ? ""
                : request.getContentType().strip().toLowerCase(Locale.ROOT);
        Map<String, String> all = type.startsWith("application/x-www-form-urlencoded") || type.startsWith("multipart/")
                ? null
                : object(request);
        Map<String, String> values = new HashMap<>();
        for (String name : names) {
            String value = all == null ? parameter(request, name) : all.getOrDefault(name, "");
            if (value.length() > MOST_CHARS) {
                throw new Refusal(
                        HttpServletResponse.SC_BAD_REQUEST,
                        "The field " + name + " is longer than " + MOST_CHARS + " characters.");
            }
            values.put(name, value);
        }
        return new Fields(values);
    }

    private static String parameter(HttpServletRequest request, String name) throws Refusal {
        String[] given = request.getParameterValues(name);
        if (given == null || given.length == 0) {
            return "";
        }
        if (given.length > 1) {
            throw new Refusal(HttpServletResponse.SC_BAD_REQUEST, "The field " + name + " is given more than once.");
        }
        return given[0];
    }

    private static Map<String, String> object(HttpServletRequest request) throws IOException, Refusal {
        byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            throw new Refusal(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, "The body is too long.");
        }
        if (new String(body, StandardCharsets.UTF_8).isBlank()) {
            return Map.of();
        }
        Map<String, String> fields = Json.fields(body);
        if (fields == null) {
            throw new Refusal(HttpServletResponse.SC_BAD_REQUEST, "The body is neither a form nor a JSON object.");
        }
        return fields;
    }

    /** A field as it was sent; empty if it wasn't. */
    public String get(String name) {
        return values.getOrDefault(name, "");
    }
}
