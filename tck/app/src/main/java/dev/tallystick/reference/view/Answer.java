package dev.tallystick.reference.view;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a view answers.
 *
 * @param contentType with its character set, which is UTF-8
 * @param headers those besides content type and length
 */
public record Answer(int status, String contentType, Map<String, String> headers, String body) {

    private static final String TEXT = "text/plain; charset=utf-8";

    public Answer {
        headers = Map.copyOf(headers);
    }

    static Answer html(String page) {
        return new Answer(200, "text/html; charset=utf-8", Map.of(), page);
    }

    static Answer json(Map<String, ?> members) {
        return new Answer(200, "application/json; charset=utf-8", Map.of(), Json.of(members) + "\n");
    }

    static Answer text(String line) {
        return new Answer(200, TEXT, Map.of(), line + "\n");
    }

    static Answer badRequest(String line) {
        return new Answer(400, TEXT, Map.of(), line + "\n");
    }

    /** For paths without a view. */
    public static Answer notFound() {
        return new Answer(404, TEXT, Map.of(), "There is nothing here.\n");
    }

    static Answer methodNotAllowed(String allowed) {
        return new Answer(405, TEXT, Map.of("Allow", allowed), "This view answers " + allowed + " only.\n");
    }

    public byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
