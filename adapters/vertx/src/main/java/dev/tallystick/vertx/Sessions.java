package dev.tallystick.vertx;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SessionHandler;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The application's session handler, run by the guard instead of a route. */
final class Sessions {

    /** What is opened for a request is the same for every guard that it meets. */
    private static final String OPENED = "dev.tallystick.session";

    private final SessionHandler handler;
    private final String cookieName;
    private final Detour detour;

    /** Settles what the guard must know of the handler. */
    Sessions(SessionHandler handler, String cookieName) {
        this.handler = handler.setSessionCookieName(cookieName)
                .setCookieless(false)
                // A session made up for each request would be stored, and its cookie set, by pages that have no use for
                // it.
                .setLazySession(true);
        this.cookieName = cookieName;
        this.detour = new Detour(handler);
    }

    /** What another guard has opened already; null if none has. */
    static @Nullable VertxSession opened(RoutingContext context) {
        return context.get(OPENED);
    }

    /** Looks the session up, or makes one up, as the handler does. */
    void open(RoutingContext context, Consumer<VertxSession> afterwards) {
        int sent = cookies(context);
        detour.take(context, () -> {
            // The handler takes away the cookie of a session that it doesn't find.
            boolean presented = sent > 0 && cookies(context) == sent;
            VertxSession session = new VertxSession(context, this, presented);
            context.put(OPENED, session);
            afterwards.accept(session);
        });
    }

    /** Stores the session and sets its cookie now, whatever the status of the response. */
    Future<Void> flush(RoutingContext context) {
        return handler.flush(context, true);
    }

    private int cookies(RoutingContext context) {
        return context.request().cookies(cookieName).size();
    }
}
