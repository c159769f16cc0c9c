package dev.tallystick;

import dev.tallystick.http.Ascii;
import dev.tallystick.http.RequestView;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a denied request: problem details (RFC 9457) for scripts and API clients, a short page for a navigating
 * browser. Immutable. Holds nothing that the client sent.
 */
public final class Denial implements Answer {

    /**
     * The body of the answer.
     *
     * @param contentType as the header says it
     * @param body in the character set that the content type names
     */
    public record Content(String contentType, String body) {}

    private static final System.Logger LOG = System.getLogger("dev.tallystick");

    private static final int HTML = 1;
    private static final int JSON = 2;

    // Whoever is attacked answers thousands: what nearly all of them get is made once.
    private static final Denial[] PAGES = standard(Denial::page);
    private static final Denial[] PROBLEMS = standard(Denial::problem);

    private final int status;
    private final Map<String, String> headers;
    private final Content content;
    private final byte[] body;

    private Denial(int status, Map<String, String> headers, Content content) {
        this.status = status;
        this.headers = headers;
        this.content = content;
        this.body = content.body().getBytes(StandardCharsets.UTF_8);
    }

    private static Denial[] standard(BiFunction<Reason, @Nullable String, Content> content) {
        Denial[] made = new Denial[Reason.values().length];
        for (Reason reason : Reason.values()) {
            made[reason.ordinal()] = of(reason, content.apply(reason, null), true);
        }
        return made;
    }

    static Denial of(RequestView request, Decision decision, @Nullable DenialHandler handler) {
        Reason reason = decision.reason();
        if (reason == null) {
            throw new IllegalArgumentException("an allowed request has no denial: " + decision);
        }
        boolean page = wantsPage(request);
        String hint = decision.hint();
        if (handler == null && hint == null) {
            return (page ? PAGES : PROBLEMS)[reason.ordinal()];
        }
        Content standard = page ? page(reason, hint) : problem(reason, hint);
        Content content = handler == null ? standard : replaced(handler, request, decision, standard);
        return of(reason, content, content.equals(standard));
    }

    private static Denial of(Reason reason, Content content, boolean isOurs) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Cache-Control", "no-store");
        headers.put("X-Content-Type-Options", "nosniff");
        if (isOurs) {
            headers.put(
                    "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
        }
        String challenge = challenge(reason);
        if (challenge != null) {
            headers.put("WWW-Authenticate", challenge);
        }
        return new Denial(reason.status(), Collections.unmodifiableMap(headers), content);
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public Map<String, String> headers() {
        return headers;
    }

    @Override
    public String contentType() {
        return content.contentType();
    }

    /** The body's bytes, in UTF-8. */
    @Override
    public byte[] body() {
        return body;
    }

    /** RFC 6750, section 3: no error code where no token was sent. */
    private static @Nullable String challenge(Reason reason) {
        return switch (reason) {
            case MISSING_JWT -> "Bearer";
            case MISSING_CLAIM -> "Bearer error=\"insufficient_scope\", error_description=\"" + reason.meaning() + '"';
            case MALFORMED_JWT -> "Bearer error=\"invalid_request\", error_description=\"" + reason.meaning() + '"';
            case INVALID_JWT, EXPIRED_JWT ->
                "Bearer error=\"invalid_token\", error_description=\"" + reason.meaning() + '"';
            default -> null;
        };
    }

    private static boolean wantsPage(RequestView request) {
        int accepted = 0;
        Enumeration<String> lines = request.headers("Accept");
        while (lines.hasMoreElements()) {
            accepted |= accepted(lines.nextElement());
        }
        if (accepted == HTML || accepted == JSON) {
            return accepted == HTML;
        }
        Enumeration<String> destinations = request.headers("Sec-Fetch-Dest");
        String destination = destinations.hasMoreElements() ? destinations.nextElement() : "";
        return switch (destination) {
            case "document", "iframe", "frame", "embed", "object", "fencedframe" -> true;
            default -> false;
        };
    }

    /** Which of our two bodies a list names; parameters don't matter for the choice between them. */
    private static int accepted(String line) {
        int named = 0;
        int length = line.length();
        int start = 0;
        while (start < length) {
            while (start < length && Ascii.isBlank(line.charAt(start))) {
                start++;
            }
            int comma = line.indexOf(',', start);
            int end = comma < 0 ? length : comma;
            int first = start < end ? Ascii.toLowerCase(line.charAt(start)) : ',';
            if (first == 't') {
                named |= isType(line, start, end, "text/html") ? HTML : 0;
            } else if (first == 'a') {
                boolean json = isType(line, start, end, "application/json")
                        || isType(line, start, end, "application/problem+json");
                named |= json ? JSON : 0;
            }
            start = end + 1;
        }
        return named;
    }

    private static boolean isType(String line, int start, int end, String type) {
        int after = start + type.length();
        if (after > end || !Ascii.regionMatches(line, start, type)) {
            return false;
        }
        while (after < end && Ascii.isBlank(line.charAt(after))) {
            after++;
        }
        return after == end || line.charAt(after) == ';';
    }

    /** A handler that fails is no reason to answer otherwise than with a denial. */
    private static Content replaced(DenialHandler handler, RequestView request, Decision decision, Content standard) {
        try {
            return Objects.requireNonNull(handler.content(request, decision, standard), "the handler gave null");
        } catch (RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "A denial handler failed, so the standard page was sent: "
                            + handler.getClass().getName(),
                    e);
            return standard;
        }
    }

    private static Content problem(Reason reason, @Nullable String hint) {
        return new Content(
                "application/problem+json",
                "{\"type\":\"about:blank\",\"title\":\"" + title(reason) + "\",\"status\":" + reason.status()
                        + ",\"reason\":\"" + reason.code() + "\",\"detail\":\"" + detail(reason, hint)
                        + "\",\"advice\":\"" + reason.advice() + "\"}\n");
    }

    private static Content page(Reason reason, @Nullable String hint) {
        return new Content("text/html; charset=utf-8", """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%1$s</title>
                <style>
                body { font: 1.05rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 12vh auto 0; padding: 0 1.2rem; \
                color: #222; background: #fff }
                h1 { font-size: 1.5rem }
                code { background: #eee; padding: .1em .4em; border-radius: .2em }
                @media (prefers-color-scheme: dark) { body { color: #ddd; background: #181818 } code { background: #333 } }
                </style>
                </head>
                <body>
                <h1>This request was refused</h1>
                <p>%2$s</p>
                <p>%3$s</p>
                <p>Reason: <code>%4$s</code></p>
                </body>
                </html>
                """.formatted(
                        title(reason), detail(reason, hint), reason.advice(), reason.code()));
    }

    private static String detail(Reason reason, @Nullable String hint) {
        return hint == null ? reason.meaning() : reason.meaning() + " " + hint;
    }

    private static String title(Reason reason) {
        return switch (reason.status()) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 413 -> "Content Too Large";
            default -> "Forbidden";
        };
    }
}
