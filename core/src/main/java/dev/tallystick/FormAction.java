package dev.tallystick;

import dev.tallystick.http.Ascii;
import dev.tallystick.http.Methods;
import dev.tallystick.http.RequestPath;
import dev.tallystick.origin.Origin;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a form of this site sends its fields: the action as a browser reads it (WHATWG URL, section 4.4), and only where
 * that is certain to be this site. Whatever could be read as another place gets no token.
 *
 * @param path as written, without scheme and host; null where it is relative to the page
 * @param query without the question mark; null if there is none
 */
record FormAction(@Nullable String path, @Nullable String query) {

    private static final String HEX = "0123456789ABCDEF";

    /** No character of a URL, or a sign that this isn't yet what the browser will read: it is still to be unescaped. */
    private static final String UNCERTAIN = "\\&<>\"^`{|}";

    /** What a relative reference may begin with, besides letters and digits. */
    private static final String BEGINNINGS = ".-_~%!$'()*+,;=@";

    /**
     * The action of a form of this site; null if it is another's, or not certain.
     *
     * @param written as the browser gets it, unescaped; null and empty both mean the page itself
     * @param site asked only where the action is absolute
     */
    static @Nullable FormAction own(@Nullable String written, Supplier<@Nullable Origin> site) {
        String url = written == null ? "" : trimmed(written);
        int end = url.length();
        for (int i = 0; i < end; i++) {
            if (Character.isISOControl(url.charAt(i))) {
                return null;
            }
        }
        int fragment = url.indexOf('#');
        int query = url.indexOf('?');
        if (fragment >= 0) {
            end = fragment;
        }
        String asked = null;
        if (query >= 0 && query < end) {
            asked = url.substring(query + 1, end);
            end = query;
        }
        for (int i = 0; i < end; i++) {
            if (UNCERTAIN.indexOf(url.charAt(i)) >= 0) {
                return null;
            }
        }
        int slash = url.indexOf('/');
        if (slash == 0) {
            return url.startsWith("//") ? null : new FormAction(url.substring(0, end), asked);
        }
        int colon = url.indexOf(':');
        if (colon >= 0 && colon < (slash < 0 || slash > end ? end : slash)) {
            return absolute(url, colon, end, asked, site);
        }
        return end == 0 || isBeginning(url.charAt(0)) ? new FormAction(null, asked) : null;
    }

    private static @Nullable FormAction absolute(
            String url, int colon, int end, @Nullable String asked, Supplier<@Nullable Origin> site) {
        if (!url.startsWith("://", colon)) {
            return null;
        }
        int path = url.indexOf('/', colon + 3);
        if (path < 0 || path > end) {
            path = end;
        }
        Origin origin = Origin.parse(url.substring(0, path));
        if (origin == null || !origin.equals(site.get())) {
            return null;
        }
        return new FormAction(path == end ? "/" : url.substring(path, end), asked);
    }

    /** Browsers take spaces and control characters off both ends, and tabs and line breaks out of the middle. */
    private static String trimmed(String written) {
        int start = 0;
        int end = written.length();
        while (start < end && written.charAt(start) <= ' ') {
            start++;
        }
        while (end > start && written.charAt(end - 1) <= ' ') {
            end--;
        }
        StringBuilder kept = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            char c = written.charAt(i);
            if (c != '\t' && c != '\n' && c != '\r') {
                kept.append(c);
            }
        }
        return kept.toString();
    }

    private static boolean isBeginning(char c) {
        return Character.isLetterOrDigit(c) || BEGINNINGS.indexOf(c) >= 0;
    }

    /** Whether browsers send a form with this method as {@code POST}; any other than {@code post} is sent as a GET or not at all. */
    static boolean isPosted(@Nullable String method) {
        return method != null && Ascii.equalsIgnoreCase(method, "post");
    }

    /** The method that the request of a posted form will have in the end. */
    String effectiveMethod(@Nullable String override) {
        return Methods.effectiveOfForm(query, override);
    }

    /**
     * The path that the request will be routed by.
     *
     * @param contextPath the application's root, as sent; empty if it is the server's
     * @throws IllegalArgumentException if the action doesn't say it; the message says what to write
     */
    String routedPath(String contextPath) {
        String routed = routedPathIfSaid(contextPath);
        if (routed != null) {
            return routed;
        }
        if (path == null) {
            throw new IllegalArgumentException(
                    "A token for one form needs the form's action from the server's root, but it is"
                            + " relative to the page: write it with its path, for instance " + contextPath
                            + "/web/transfers, or use the"
                            + " hidden field that holds for every form.");
        }
        if (RequestPath.decode(encoded(path), true) == null) {
            throw new IllegalArgumentException(
                    "The form's action '" + LogText.path(path) + "' could be read as two different"
                            + " paths, so that its request would be refused: write it without dot segments, empty segments and encoded"
                            + " slashes, dots, backslashes, percent signs or semicolons.");
        }
        throw new IllegalArgumentException(
                "The form's action '" + LogText.path(path) + "' isn't below this application's root "
                        + LogText.path(contextPath)
                        + "/, which alone can check a token for one form: write it with the root in front,"
                        + " or use the hidden field that holds for every form.");
    }

    /** The same; null if the action doesn't say it. */
    @Nullable
    String routedPathIfSaid(String contextPath) {
        String decoded = path == null ? null : RequestPath.decode(encoded(path), true);
        if (decoded == null || contextPath.isEmpty()) {
            return decoded;
        }
        String root = RequestPath.decode(contextPath, true);
        if (root == null
                || !decoded.startsWith(root)
                || decoded.length() == root.length()
                || decoded.charAt(root.length()) != '/') {
            return null;
        }
        return decoded.substring(root.length());
    }

    /** As browsers send it: what isn't ASCII, and spaces, percent-encoded. */
    private static String encoded(String path) {
        StringBuilder sent = new StringBuilder(path.length());
        for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
            if (octet > ' ' && octet < 0x7f) {
                sent.append((char) octet);
            } else {
                sent.append('%').append(HEX.charAt(octet >> 4 & 0xf)).append(HEX.charAt(octet & 0xf));
            }
        }
        return sent.toString();
    }
}
