package dev.tallystick.vertx;

import dev.tallystick.http.Cookies;
import dev.tallystick.http.RequestView;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import java.security.Principal;
import java.util.List;

/**
 * Takes from a request what a browser attaches by itself, where a credential says who the user is: an ambient login must not
 * mix with the credential's. What Vert.x shows later, the WebSocket of an upgrade included, comes from what is left.
 */
final class Ambient {

    private static final String SESSION_BEFORE =
            "A SessionHandler ran before TallystickHandler, and its session can't be kept from a request that comes with a JWT:"
                    + " take it off its route and hand it over with TallystickHandler.Builder.sessionHandler.";

    private static final NoSessions NO_SESSIONS = new NoSessions();

    private Ambient() {}

    /**
     * @throws IllegalStateException if a session was opened already, which can't be taken back
     */
    static void replace(RoutingContext context, RequestView view, Principal principal) {
        if (context.session() != null) {
            throw new IllegalStateException(SESSION_BEFORE);
        }
        // A handler before ours may have had the cookies parsed; those that it set itself stay.
        for (Cookie cookie : List.copyOf(context.request().cookies())) {
            if (!Cookies.values(view, cookie.getName()).isEmpty()) {
                context.response().removeCookies(cookie.getName(), false);
            }
        }
        context.request().headers().remove(HttpHeaders.COOKIE);
        NO_SESSIONS.takePlace(context);
        NO_SESSIONS.setUser(context, User.fromName(principal.getName()));
    }
}
