package dev.tallystick.helidon;

import dev.tallystick.http.Ascii;
import io.helidon.http.HttpPrologue;
import org.jspecify.annotations.Nullable;

/**
 * The request target (RFC 9112, section 3.2). The server routes an absolute one by its path, and cuts off what follows the
 * last {@code #}.
 *
 * @param path still percent-encoded; of a target that is neither a path nor an absolute HTTP URL, or has a fragment, the
 *     whole of it, which is no path that anything matches
 * @param authority of an absolute target; null of a path
 */
record RequestTarget(String path, @Nullable String authority) {

    static RequestTarget of(HttpPrologue prologue) {
        String raw = prologue.uriPath().rawPath();
        if (prologue.fragment().hasValue()) {
            return new RequestTarget(raw + "#", null);
        }
        int from = raw.startsWith("/") ? -1 : raw.indexOf("://");
        if (from < 0) {
            return new RequestTarget(raw, null);
        }
        String scheme = raw.substring(0, from);
        int slash = raw.indexOf('/', from + 3);
        boolean http = Ascii.equalsIgnoreCase(scheme, "http") || Ascii.equalsIgnoreCase(scheme, "https");
        return http && slash > from + 3
                ? new RequestTarget(raw.substring(slash), raw.substring(from + 3, slash))
                : new RequestTarget(raw, null);
    }
}
