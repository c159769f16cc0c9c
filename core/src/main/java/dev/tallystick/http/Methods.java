package dev.tallystick.http;

import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which methods are safe, and what a request asks to be taken for instead of its method.
 *
 * <p>Safe methods are listed, never unsafe ones: what nobody has heard of is unsafe (RFC 9110, section 9.2.1; QUERY from
 * its own specification).
 */
public final class Methods {

    private static final String QUERY_PARAMETER = "_method";

    private Methods() {}

    /** Exactly {@code GET}, {@code HEAD}, {@code OPTIONS}, {@code TRACE} and {@code QUERY}; {@code get} is another method. */
    public static boolean isSafe(String method) {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS", "TRACE", "QUERY" -> true;
            default -> false;
        };
    }

    /**
     * The method that a header or the query asks the request to be taken for; null if neither asks. Where several ask, one
     * that asks for an unsafe method wins.
     */
    public static @Nullable String override(RequestView request) {
        String asked = overrideHeader(request, "X-HTTP-Method-Override");
        if (asked == null || isSafe(asked)) {
            asked = stronger(asked, overrideHeader(request, "X-Method-Override"));
            asked = stronger(asked, overrideHeader(request, "X-HTTP-Method"));
            String query = request.query();
            if (query != null && query.length() > QUERY_PARAMETER.length()) {
                asked = stronger(asked, UrlEncoded.methodAsked(query, QUERY_PARAMETER));
            }
        }
        return asked;
    }

    /**
     * The method that the request will have in the end, with what a hidden form field asks for: what a token for one
     * action is bound to. In capitals, since those who honour an override write it so.
     */
    public static String effective(RequestView request, @Nullable FormFields form) {
        String asked = override(request);
        if (asked == null && form != null) {
            List<String> fields = form.values(QUERY_PARAMETER);
            if (!fields.isEmpty() && !fields.get(0).isEmpty()) {
                asked = fields.get(0);
            }
        }
        return asked == null ? request.method() : Ascii.toUpperCase(asked);
    }

    /**
     * The same for a form that is yet to be sent by {@code POST}.
     *
     * @param query of the form's action, as written there; null if there is none
     * @param field what the form's hidden field {@code _method} asks for; null or empty if it has none
     */
    public static String effectiveOfForm(@Nullable String query, @Nullable String field) {
        String asked = query == null ? null : UrlEncoded.methodAsked(query, QUERY_PARAMETER);
        if (asked == null && field != null && !field.isEmpty()) {
            asked = field;
        }
        return asked == null ? "POST" : Ascii.toUpperCase(asked);
    }

    private static @Nullable String stronger(@Nullable String one, @Nullable String other) {
        return other == null || one != null && !isSafe(one) ? one : other;
    }

    private static @Nullable String overrideHeader(RequestView request, String name) {
        String asked = null;
        Enumeration<String> lines = request.headers(name);
        while (lines.hasMoreElements()) {
            String line = lines.nextElement();
            if (!line.isEmpty()) {
                asked = stronger(asked, line);
            }
        }
        return asked;
    }
}
