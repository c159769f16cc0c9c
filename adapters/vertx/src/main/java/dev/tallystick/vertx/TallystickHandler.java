package dev.tallystick.vertx;

import dev.tallystick.CsrfToken;
import dev.tallystick.Decision;
import dev.tallystick.DecisionListener;
import dev.tallystick.DenialHandler;
import dev.tallystick.Guard;
import dev.tallystick.Protection;
import io.vertx.core.Handler;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import io.vertx.ext.web.handler.SessionHandler;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Guards an application: decides each request once, answers those that are denied, and hands tokens to the views of the rest.
 * Mount it first, for every path, and hand it the session handler and the body handler instead of mounting them:
 *
 * <pre>{@code
 * router.route().handler(TallystickHandler.builder(protection)
 *         .sessionHandler(SessionHandler.create(LocalSessionStore.create(vertx)))
 *         .bodyHandler(BodyHandler.create())
 *         .build());
 * }</pre>
 *
 * <p>It runs them once it is time: the session handler never for a request that comes with a JWT, the body handler after the
 * request's origin was looked at, so that a forged upload isn't stored. Nothing blocks the event loop. A rerouted request
 * keeps its first decision; failure handlers see that of the request that failed.
 *
 * <p>Behind a JWT, its subject is the {@code user()}, and there is no cookie, no {@code Cookie} header and no session, for
 * WebSockets neither. Safe for use by many threads.
 */
public final class TallystickHandler implements SecurityPolicyHandler {

    /** The key of the context's {@link CsrfToken}; absent behind a JWT. In a template: {@code ${_csrf.hiddenField}}. */
    public static final String TOKEN_KEY = "_csrf";

    /** The key of the context's {@link Decision}. */
    public static final String DECISION_KEY = "dev.tallystick.decision";

    /** The key of the prefix of the mount that covers the request; empty if none does. */
    public static final String MOUNT_KEY = "dev.tallystick.mount";

    private static final AtomicInteger INSTANCES = new AtomicInteger();

    private final Guard guard;
    private final @Nullable Sessions sessions;
    private final @Nullable Detour bodyHandler;
    private final String exchangeKey = "dev.tallystick.exchange." + INSTANCES.incrementAndGet();

    private TallystickHandler(Builder builder) {
        this.guard = builder.guard.build();
        this.sessions =
                builder.sessionHandler == null ? null : new Sessions(builder.sessionHandler, builder.sessionCookie);
        this.bodyHandler = builder.bodyHandler == null ? null : new Detour(builder.bodyHandler);
    }

    /**
     * @param protection a {@link dev.tallystick.Router}, or another protection, which then covers every path
     */
    public static Builder builder(Protection protection) {
        return new Builder(protection);
    }

    /**
     * The tokens of the request that is being answered.
     *
     * @throws IllegalStateException if there are none; the message says why
     */
    public static CsrfToken token(RoutingContext context) {
        Object token = context.get(TOKEN_KEY);
        if (token instanceof CsrfToken csrf) {
            return csrf;
        }
        if (decision(context).principal() != null) {
            throw new IllegalStateException(
                    "This request came with a JWT, which no other site can send, so it has no CSRF token: leave the hidden"
                            + " field out where the context holds no " + TOKEN_KEY + ".");
        }
        throw new IllegalStateException(
                "No CSRF protection is mounted whose token this page could render: mount a CsrfProtection, or leave the"
                        + " hidden field out where the context holds no " + TOKEN_KEY + ".");
    }

    /**
     * What was decided of the request that is being answered.
     *
     * @throws IllegalStateException if no guard has let it pass
     */
    public static Decision decision(RoutingContext context) {
        Object decision = context.get(DECISION_KEY);
        if (decision instanceof Decision decided) {
            return decided;
        }
        throw new IllegalStateException(
                "No TallystickHandler has let this request pass: mount it before all other handlers, with"
                        + " router.route().handler(…), and ask in a handler that comes after it.");
    }

    /**
     * The prefix of the mount that covers the request; empty if none does.
     *
     * @throws IllegalStateException if no guard has let it pass
     */
    public static String mount(RoutingContext context) {
        Object mount = context.get(MOUNT_KEY);
        if (mount instanceof String prefix) {
            return prefix;
        }
        decision(context);
        return "";
    }

    @Override
    public void handle(RoutingContext context) {
        Object before = context.get(exchangeKey);
        if (before instanceof Exchange exchange) {
            exchange.reroute(context);
            return;
        }
        Route route = context.currentRoute();
        if (route != null && route.isRegexPath()) {
            throw new IllegalStateException("TallystickHandler is mounted at '" + route.getPath()
                    + "', a path with parameters or a regular expression: mount it for every path, with"
                    + " router.route().handler(…).");
        }
        Exchange exchange = new Exchange(context, guard, sessions, bodyHandler);
        context.put(exchangeKey, exchange);
        exchange.decide();
    }

    /**
     * A guard for WebSockets that a server takes past its router, to be set beside {@code HttpServer.webSocketHandler}:
     * {@code server.webSocketHandshakeHandler(tallystick.handshakeGuard())}. Without it such WebSockets are open to every
     * site. Routes that call {@code toWebSocket()} don't need it.
     */
    public Handler<ServerWebSocketHandshake> handshakeGuard() {
        return new HandshakeGuard(guard);
    }

    /** Collects options. */
    public static final class Builder {

        private final Guard.Builder guard;
        private @Nullable SessionHandler sessionHandler;
        private String sessionCookie = SessionHandler.DEFAULT_SESSION_COOKIE_NAME;
        private @Nullable BodyHandler bodyHandler;
        private boolean withoutBodyHandler;

        private Builder(Protection protection) {
            this.guard = Guard.builder(protection);
        }

        /** Is told of every decision, on the event loop; may be called several times. */
        public Builder listener(DecisionListener listener) {
            guard.listener(listener);
            return this;
        }

        /** Replaces the page and the body of denials. */
        public Builder denialHandler(DenialHandler handler) {
            guard.denialHandler(handler);
            return this;
        }

        /** {@link #sessionHandler(SessionHandler, String)} with Vert.x's own cookie name, {@code vertx-web.session}. */
        public Builder sessionHandler(SessionHandler handler) {
            return sessionHandler(handler, SessionHandler.DEFAULT_SESSION_COOKIE_NAME);
        }

        /**
         * The application's session handler, which the guard runs: mount it nowhere else. It is given this cookie name, keeps
         * sessions by cookie, and becomes lazy: a session is stored, and its cookie set, once a view asks for it.
         */
        public Builder sessionHandler(SessionHandler handler, String cookieName) {
            this.sessionHandler = handler;
            this.sessionCookie = cookieName;
            return this;
        }

        /** The application's body handler, which the guard runs after the request's origin was looked at. */
        public Builder bodyHandler(BodyHandler handler) {
            this.bodyHandler = handler;
            return this;
        }

        /**
         * Reads no body: tokens of forms are found only if a body handler has run before, and those in the header always.
         */
        public Builder withoutBodyHandler() {
            this.withoutBodyHandler = true;
            return this;
        }

        /**
         * @throws IllegalStateException if neither or both was said of a body handler, or a session handler is missing
         */
        public TallystickHandler build() {
            if (bodyHandler == null && !withoutBodyHandler) {
                throw new IllegalStateException(
                        "The tokens of forms are in their bodies: hand over the application's body handler with"
                                + " bodyHandler(BodyHandler.create()), and mount it nowhere else; or call withoutBodyHandler()"
                                + " if no page posts forms.");
            }
            if (bodyHandler != null && withoutBodyHandler) {
                throw new IllegalStateException(
                        "bodyHandler(…) and withoutBodyHandler() contradict each other: keep one.");
            }
            TallystickHandler handler = new TallystickHandler(this);
            if (sessionHandler == null && handler.guard.needsSession()) {
                throw new IllegalStateException(
                        "The tokens are bound to the login session, and the guard wasn't told whose: hand over the"
                                + " application's session handler with sessionHandler(SessionHandler.create(…)), and mount it"
                                + " nowhere else; or say with CsrfProtection.Builder.sessionBinding what else stands for the"
                                + " login, SessionBinding.none() where there is none.");
            }
            return handler;
        }
    }
}
