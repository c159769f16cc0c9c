package dev.tallystick.jdkhttpserver;

import com.sun.net.httpserver.Authenticator;
import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import dev.tallystick.Answer;
import dev.tallystick.CsrfToken;
import dev.tallystick.Decision;
import dev.tallystick.DecisionListener;
import dev.tallystick.DenialHandler;
import dev.tallystick.Guard;
import dev.tallystick.Need;
import dev.tallystick.Outcome;
import dev.tallystick.Protection;
import dev.tallystick.adapter.body.FormReader;
import dev.tallystick.http.SessionView;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Guards the contexts of an {@link com.sun.net.httpserver.HttpServer}: decides each request before any other filter and the
 * handler, answers those that are denied, and hands tokens to the handlers of the rest.
 *
 * <p>The server has no filters of its own, only contexts have: put this one first in {@code getFilters()} of every context.
 * Handlers find the body as it was sent. Behind a JWT they see its subject as the user and no cookie.
 *
 * <p>Safe for use by many threads; one filter can serve all contexts of all servers.
 */
public final class TallystickFilter extends Filter {

    private static final System.Logger LOG = System.getLogger("dev.tallystick");

    /** More answers than any protection asks for; one that goes on asking is broken. */
    private static final int MOST_NEEDS = 8;

    private final Guard guard;
    private final @Nullable Function<HttpExchange, SessionView> sessions;
    private final @Nullable Authenticator authenticator;
    private final FormReader forms;

    private TallystickFilter(Builder builder, Guard guard, FormReader forms) {
        this.guard = guard;
        this.sessions = builder.sessions;
        this.authenticator = builder.authenticator;
        this.forms = forms;
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
    public static CsrfToken token(HttpExchange exchange) {
        GuardedExchange.Passed passed = passed(exchange);
        CsrfToken token = passed.token();
        if (token != null) {
            return token;
        }
        if (passed.decision().principal() != null) {
            throw new IllegalStateException(
                    "This request came with a JWT, which no other site can send, so it has no CSRF"
                            + " token: leave the hidden field out where TallystickFilter.decision(exchange).principal() isn't null.");
        }
        throw new IllegalStateException("No CSRF protection is mounted whose token this page could render: mount a"
                + " CsrfProtection, or leave the hidden field out.");
    }

    /**
     * What was decided of the request that is being answered.
     *
     * @throws IllegalStateException if no filter of ours decided it
     */
    public static Decision decision(HttpExchange exchange) {
        return passed(exchange).decision();
    }

    /**
     * The prefix of the mount that covers the request; empty if none does.
     *
     * @throws IllegalStateException if no filter of ours decided the request
     */
    public static String mount(HttpExchange exchange) {
        return passed(exchange).mount();
    }

    private static GuardedExchange.Passed passed(HttpExchange exchange) {
        GuardedExchange.Passed passed = GuardedExchange.passed(exchange);
        if (passed == null) {
            throw new IllegalStateException(
                    "No TallystickFilter ran for this request: put it first in getFilters() of the"
                            + " context " + exchange.getHttpContext().getPath()
                            + ", and ask with the exchange that the handler was given.");
        }
        return passed;
    }

    @Override
    public String description() {
        return "Tallystick: request-forgery protection";
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        GuardedExchange guarded = new GuardedExchange(exchange);
        HttpExchange shown =
                exchange instanceof HttpsExchange secure ? new GuardedHttpsExchange(guarded, secure) : guarded;
        boolean fine = false;
        try {
            if (decide(exchange, guarded, shown)) {
                chain.doFilter(shown);
            }
            fine = true;
        } finally {
            if (!fine) {
                guarded.release();
            }
        }
    }

    /** Whether the request goes on to the handler; otherwise it has been answered. */
    private boolean decide(HttpExchange exchange, GuardedExchange guarded, HttpExchange shown) throws IOException {
        try {
            refuseForeignAuthenticator(exchange);
            ExchangeView view = new ExchangeView(exchange, () -> session(shown));
            Decision decision = check(exchange, guarded, view);
            guard.report(view, decision);
            if (!decision.passes()) {
                write(guard.denial(view, decision), shown);
                return false;
            }
            if (authenticator != null
                    && decision.principal() == null
                    && !isAuthenticated(authenticator, guarded, shown)) {
                return false;
            }
            CsrfToken token = begin(exchange, guarded, view, decision);
            Answer answer = guard.answer(view, decision, token);
            if (answer != null) {
                write(answer, shown);
            }
            return answer == null;
        } catch (RuntimeException e) {
            // The server would close the connection and not say why.
            LOG.log(Level.ERROR, "A request could not be decided, and no handler was reached", e);
            throw e;
        }
    }

    private Decision check(HttpExchange exchange, GuardedExchange guarded, ExchangeView view) throws IOException {
        for (int needs = 0; needs <= MOST_NEEDS; needs++) {
            Outcome outcome = guard.check(view);
            if (outcome instanceof Decision decision) {
                return decision;
            }
            if (outcome instanceof Need.Form form) {
                if (view.form() == null) {
                    FormReader.Result result = forms.read(view, exchange::getRequestBody, form.mostBytes());
                    view.setForm(result.fields());
                    guarded.giveBack(result.body());
                }
            } else if (outcome instanceof Need.Session) {
                view.showSession();
            } else if (outcome instanceof Need.Work work) {
                work.work().run();
            }
        }
        throw new IllegalStateException(
                "A protection asked more than " + MOST_NEEDS + " times for what it needs and never decided.");
    }

    private @Nullable CsrfToken begin(
            HttpExchange exchange, GuardedExchange guarded, ExchangeView view, Decision decision) {
        view.showSession();
        ExchangeHead head = new ExchangeHead(exchange);
        CsrfToken token = guard.begin(view, head, decision);
        String mount = guard.mountOf(view);
        guarded.pass(new GuardedExchange.Passed(decision, mount == null ? "" : mount, token));
        if (token == null) {
            return null;
        }
        boolean follows = sessions != null && guard.followsSession(token);
        Supplier<@Nullable String> id = () -> {
            SessionView session = view.session();
            return session == null ? null : session.id();
        };
        String before = follows ? id.get() : null;
        guarded.beforeHead(() -> {
            if (follows && !Objects.equals(before, id.get())) {
                guard.sessionChanged(token, head);
            }
            guard.end(token);
            head.restore();
        });
        return token;
    }

    private SessionView session(HttpExchange shown) {
        if (sessions == null) {
            return SessionView.NONE;
        }
        return Objects.requireNonNull(
                sessions.apply(shown),
                "the function given to TallystickFilter.Builder.sessions returned null: return a SessionView, whose id is"
                        + " null where there is no session");
    }

    /** The server runs it behind all filters, would mix its user with a JWT's, and knows its own exchanges only. */
    private static void refuseForeignAuthenticator(HttpExchange exchange) {
        if (exchange.getHttpContext().getAuthenticator() != null) {
            throw new IllegalStateException(
                    "The context " + exchange.getHttpContext().getPath() + " has an Authenticator,"
                            + " which can't run behind a filter that wraps the exchange: give it to"
                            + " TallystickFilter.Builder.authenticator instead.");
        }
    }

    private static boolean isAuthenticated(Authenticator authenticator, GuardedExchange guarded, HttpExchange shown)
            throws IOException {
        Authenticator.Result result = authenticator.authenticate(shown);
        if (result instanceof Authenticator.Success success) {
            guarded.authenticate(success.getPrincipal());
            return true;
        }
        int status = result instanceof Authenticator.Retry retry
                ? retry.getResponseCode()
                : result instanceof Authenticator.Failure failure ? failure.getResponseCode() : 401;
        shown.sendResponseHeaders(status, -1);
        return false;
    }

    private static void write(Answer answer, HttpExchange exchange) throws IOException {
        byte[] body = answer.body();
        Headers headers = exchange.getResponseHeaders();
        answer.headers().forEach(headers::set);
        if (body.length > 0) {
            headers.set("Content-Type", answer.contentType());
        }
        if (body.length == 0) {
            exchange.sendResponseHeaders(answer.status(), -1);
        } else if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(answer.status(), -1);
        } else {
            exchange.sendResponseHeaders(answer.status(), body.length);
            OutputStream out = exchange.getResponseBody();
            out.write(body);
            // First the answer, then what the server does about a body that may never come.
            out.flush();
        }
        exchange.close();
    }

    /** Collects options; {@link #build()} checks them together. */
    public static final class Builder {

        private final Guard.Builder guard;
        private @Nullable Function<HttpExchange, SessionView> sessions;
        private @Nullable Authenticator authenticator;
        private Path uploadDirectory = FormReader.defaultDirectory();
        private long maxUploadBytes = FormReader.DEFAULT_UPLOAD_BYTES;

        private Builder(Protection protection) {
            this.guard = Guard.builder(protection);
        }

        /** Is told of every decision; may be called several times. */
        public Builder listener(DecisionListener listener) {
            guard.listener(listener);
            return this;
        }

        /** Replaces the page and the body of denials. */
        public Builder denialHandler(DenialHandler handler) {
            guard.denialHandler(handler);
            return this;
        }

        /**
         * Where the application's login sessions are; this server has none. The function is given the exchange that handlers
         * are given, and asked whenever the session matters, so that one begun by the handler counts at once. Never asked
         * behind a JWT.
         *
         * @param sessions returns the session as it is now, whose id is null where there is none; never null
         */
        public Builder sessions(Function<HttpExchange, SessionView> sessions) {
            this.sessions = sessions;
            return this;
        }

        /**
         * The application's login by the JDK's own means, in place of {@code HttpContext.setAuthenticator}: runs once a request
         * is let through, and never behind a JWT.
         */
        public Builder authenticator(Authenticator authenticator) {
            this.authenticator = authenticator;
            return this;
        }

        /**
         * How long a multipart body may be, files included, that is searched for the token: 64 MiB by default. What is longer
         * is 413, unless the token comes in the header, for then the body isn't touched.
         */
        public Builder maxUploadBytes(long bytes) {
            this.maxUploadBytes = bytes;
            return this;
        }

        /** Where the larger multipart bodies are kept until their handler has read them; the JDK's directory by default. */
        public Builder uploadDirectory(Path directory) {
            this.uploadDirectory = directory;
            return this;
        }

        /**
         * @throws IllegalArgumentException if an option has no usable value, or the login sessions are needed and nobody said
         *     where they are
         */
        public TallystickFilter build() {
            Guard built = guard.build();
            if (built.needsSession() && sessions == null) {
                throw new IllegalArgumentException(
                        "The CSRF protection binds its tokens to the server session or keeps its"
                                + " secret there, and this server has no sessions: say where yours are with"
                                + " TallystickFilter.Builder.sessions, or what stands for the login with"
                                + " CsrfProtection.Builder.sessionBinding: SessionBinding.cookie(NAME), a function, or none()");
            }
            return new TallystickFilter(this, built, FormReader.of(uploadDirectory, maxUploadBytes));
        }
    }
}
