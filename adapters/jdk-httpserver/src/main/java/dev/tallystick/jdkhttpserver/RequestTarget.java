package dev.tallystick.jdkhttpserver;

import dev.tallystick.http.Ascii;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The request target (RFC 9112, section 3.2), read from its text: {@link URI}'s own parts hide what matters here, as the
 * server gives the view of {@code //host/x} the path {@code /x}.
 *
 * @param path still percent-encoded; of a target that is neither a path nor an absolute HTTP URL, or has a fragment, the
 *     whole of it, which is no path that anything matches
 * @param query still percent-encoded; null if there is none
 * @param authority of an absolute target; null of a path
 */
record RequestTarget(
        String path, @Nullable String query, @Nullable String authority) {

    static RequestTarget of(URI uri) {
        String text = uri.toString();
        if (uri.getRawFragment() != null) {
            return new RequestTarget(text, null, null);
        }
        if (text.startsWith("/")) {
            int mark = text.indexOf('?');
            return mark < 0
                    ? new RequestTarget(text, null, null)
                    : new RequestTarget(text.substring(0, mark), text.substring(mark + 1), null);
        }
        String scheme = uri.getScheme();
        boolean http =
                scheme != null && (Ascii.equalsIgnoreCase(scheme, "http") || Ascii.equalsIgnoreCase(scheme, "https"));
        if (!http || uri.getRawAuthority() == null) {
            return new RequestTarget(text, null, null);
        }
        return new RequestTarget(uri.getRawPath(), uri.getRawQuery(), uri.getRawAuthority());
    }
}
