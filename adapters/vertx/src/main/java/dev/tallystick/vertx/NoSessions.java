package dev.tallystick.vertx;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.sstore.SessionStore;

/**
 * Takes the place of the one session handler that Vert.x lets run for a request, and opens no session: handlers mounted
 * later find the place taken.
 */
final class NoSessions {

    private static final String TAKEN = "dev.tallystick.no-sessions";

    private final SessionHandler handler =
            SessionHandler.create(new EmptyStore()).setNagHttps(false);

    /** To be called where no session handler has run, and the cookies are gone. */
    void takePlace(RoutingContext context) {
        if (context.get(TAKEN) != null) {
            return;
        }
        context.put(TAKEN, true);
        try {
            handler.handle(context);
        } catch (NoSessionException e) {
            // The answer that was wanted: the handler has run, and there is no session.
        }
    }

    /** Makes this the user of the request, and of no session. */
    void setUser(RoutingContext context, User user) {
        handler.setUser(context, user);
    }

    private static final class NoSessionException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoSessionException() {
            super("requests behind a credential have no session", null, false, false);
        }
    }

    private static final class EmptyStore implements SessionStore {

        @Override
        public SessionStore init(Vertx vertx, JsonObject options) {
            return this;
        }

        @Override
        public long retryTimeout() {
            return 0;
        }

        @Override
        public Session createSession(long timeout) {
            throw new NoSessionException();
        }

        @Override
        public Session createSession(long timeout, int length) {
            throw new NoSessionException();
        }

        @Override
        public Future<Session> get(String cookieValue) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> delete(String id) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> put(Session session) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> clear() {
            return Future.succeededFuture();
        }

        @Override
        public Future<Integer> size() {
            return Future.succeededFuture(0);
        }

        @Override
        public void close() {}
    }
}
