package dev.tallystick.vertx;

import dev.tallystick.http.SessionView;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Session} of a request. Vert.x makes one up for every request; one that the client didn't present counts only
 * once it is used, since then it is stored.
 */
final class VertxSession implements SessionView {

    private static final System.Logger LOG = System.getLogger("dev.tallystick");

    private final RoutingContext context;
    private final Sessions sessions;
    private final boolean presented;
    private boolean needed;
    private boolean headSent;
    private @Nullable String lastId;

    /**
     * @param sessions whose handler opened it
     * @param presented whether the client's cookie named it
     */
    VertxSession(RoutingContext context, Sessions sessions, boolean presented) {
        this.context = context;
        this.sessions = sessions;
        this.presented = presented;
    }

    @Override
    public @Nullable String id() {
        if (headSent) {
            return lastId;
        }
        Session session = current();
        if (session == null) {
            return null;
        }
        needed |= !presented;
        return session.id();
    }

    @Override
    public @Nullable Object attribute(String name) {
        Session session = current();
        return session == null ? null : session.get(name);
    }

    @Override
    public void setAttribute(String name, Object value) {
        if (headSent && lastId == null) {
            throw new IllegalStateException(
                    "The CSRF token was asked for after the response's head was sent, and the session that keeps its secret"
                            + " can't be begun any more: ask for it before the page is written.");
        }
        Session session = context.session();
        if (session == null) {
            SessionView.NONE.setAttribute(name, value);
        } else {
            session.put(name, value);
            needed = true;
        }
    }

    /**
     * To be called when the head of the response is about to be sent, before the handler stores the session. What Vert.x does
     * with the session from then on isn't the view's doing.
     *
     * @param settled runs when it is certain which session there will be
     */
    void beforeHead(Runnable settled) {
        // A lazy handler forgets the session of a user whom it was told of itself (SessionHandler.setUser).
        boolean signedIn = !presented && context.user() != null;
        if (signedIn) {
            context.session();
        }
        settled.run();
        // Asking for a session that the client has keeps it from timing out while its user goes from page to page.
        lastId = id();
        headSent = true;
        int status = context.response().getStatusCode();
        // Vert.x stores no session with an error, not even one that the tokens of the error's page are bound to.
        if (signedIn || needed && (status < 200 || status >= 400)) {
            sessions.flush(context)
                    .onFailure(e -> LOG.log(Level.WARNING, "The session of a request can't be stored.", e));
        }
    }

    /** The session, if it is one that the client has or will have. */
    private @Nullable Session current() {
        if (!presented && !context.isSessionAccessed()) {
            return null;
        }
        Session session = context.session();
        return session == null || session.isDestroyed() ? null : session;
    }
}
