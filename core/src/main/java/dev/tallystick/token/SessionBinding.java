package dev.tallystick.token;

import dev.tallystick.http.Cookies;
import dev.tallystick.http.RequestView;
import dev.tallystick.http.SessionView;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What stands for the login session under a token's tag, so that a token from before login, of another session or of
 * another user doesn't verify. Immutable.
 */
public final class SessionBinding {

    private static final SessionBinding SERVER_SESSION =
            new SessionBinding("session", true, SessionBinding::serverSession);
    private static final SessionBinding NONE = new SessionBinding("none", false, request -> null);

    private final String text;
    private final boolean needsSession;
    private final Function<RequestView, @Nullable String> session;

    private SessionBinding(String text, boolean needsSession, Function<RequestView, @Nullable String> session) {
        this.text = text;
        this.needsSession = needsSession;
        this.session = session;
    }

    /** The id of the server session, without a cluster's route suffix (what follows the last dot). */
    public static SessionBinding session() {
        return SERVER_SESSION;
    }

    /**
     * The value of a cookie, for logins by a JWT cookie and the like. Of several cookies of this name all count, in the order
     * sent: one that was planted beside the real one never stands for it alone.
     *
     * @throws IllegalArgumentException if it is no cookie name
     */
    public static SessionBinding cookie(String name) {
        if (!CookieSettings.isName(name)) {
            throw new IllegalArgumentException("session-binding cookie '" + name
                    + "' is no cookie name: write cookie:NAME with the name of the login's cookie");
        }
        return new SessionBinding("cookie:" + name, false, request -> cookies(request, name));
    }

    /** What a function makes of the request; null stands for no session. */
    public static SessionBinding function(Function<RequestView, @Nullable String> session) {
        return new SessionBinding("function", false, session);
    }

    /** Nothing: tokens are bound to the secret alone, and hold across login and logout. */
    public static SessionBinding none() {
        return NONE;
    }

    /** Whether {@link RequestView#session()} must be there before {@link #of} is asked. */
    public boolean needsSession() {
        return needsSession;
    }

    /** What stands for the session of this request; null if there is none. */
    public @Nullable String of(RequestView request) {
        return session.apply(request);
    }

    private static @Nullable String serverSession(RequestView request) {
        SessionView view = request.session();
        String id = view == null ? null : view.id();
        if (id == null) {
            return null;
        }
        int dot = id.lastIndexOf('.');
        return dot > 0 ? id.substring(0, dot) : id;
    }

    private static @Nullable String cookies(RequestView request, String name) {
        List<String> values = Cookies.values(request, name);
        // A cookie's value holds no semicolon outside quotes, and the count tells the rest apart.
        return values.isEmpty()
                ? null
                : values.size() == 1 ? values.get(0) : values.size() + ";" + String.join(";", values);
    }

    @Override
    public String toString() {
        return text;
    }
}
