package dev.tallystick.bank.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes whole answers. */
public final class Answer {

    private Answer() {}

    public static void html(HttpServletResponse response, int status, String page) throws IOException {
        write(response, status, "text/html;charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
    }

    public static void json(HttpServletResponse response, int status, Object value) throws IOException {
        if (!response.containsHeader("Cache-Control")) {
            response.setHeader("Cache-Control", "private, no-cache");
        }
        write(response, status, "application/json", Json.bytes(value));
    }

    /**
     * A problem as RFC 9457 has it.
     *
     * @param errors what is wrong with which field; may be empty
     */
    public static void problem(HttpServletResponse response, int status, String detail, Map<String, String> errors)
            throws IOException {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", title(status));
        problem.put("status", status);
        problem.put("detail", detail);
        if (!errors.isEmpty()) {
            problem.put("errors", errors);
        }
        response.setHeader("Cache-Control", "no-store");
        write(response, status, "application/problem+json", Json.bytes(problem));
    }

    /** Sends a browser on to another page of the bank, by GET. */
    public static void seeOther(HttpServletResponse response, String path) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", path);
        response.setHeader("Cache-Control", "no-store");
    }

    public static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 409 -> "Conflict";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 429 -> "Too Many Requests";
            case 503 -> "Service Unavailable";
            default -> status < 500 ? "Refused" : "Internal Server Error";
        };
    }

    private static void write(HttpServletResponse response, int status, String type, byte[] body) throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
