package dev.tallystick;

import dev.tallystick.http.RequestPath;
import dev.tallystick.http.RequestView;
import org.jspecify.annotations.Nullable;

/**
 * What is answered at one exact path without any view. The path is compared as sent: it needs no encoding, so whatever is
 * written differently is another path, and the mounts' affair.
 */
interface Served {

    /** Decides, as a protection does; allowed is {@link Rule#SERVED}. */
    Outcome check(RequestView request);

    /** Whose tokens it hands out; null if none. */
    @Nullable
    CsrfProtection csrf();

    /**
     * @param token not null where {@link #csrf} isn't
     */
    Answer answer(RequestView request, @Nullable CsrfToken token);

    /**
     * @throws IllegalArgumentException if a path could be written in more than one way
     */
    static String plainPath(String option, String path, String example) {
        boolean plain = path.length() > 1 && !path.endsWith("/") && path.equals(RequestPath.decode(path, false));
        for (int i = 0; i < path.length() && plain; i++) {
            char c = path.charAt(i);
            plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~/".indexOf(c) >= 0;
        }
        if (!plain) {
            throw new IllegalArgumentException(
                    option + " '" + path + "' must begin with / and be a plain path of letters,"
                            + " digits and - . _ ~ without query, for instance " + example);
        }
        return path;
    }
}
