package dev.tallystick.helidon;

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
import dev.tallystick.adapter.body.TakenBody;
import dev.tallystick.http.Handshake;
import dev.tallystick.http.SessionView;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.context.Context;
import io.helidon.common.context.Contexts;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Guards the routing of a Helidon web server: decides each request, and each upgrade to a WebSocket, before any filter,
 * feature or handler, answers those that are denied, and hands tokens to the handlers of the rest.
 *
 * <p>It goes around the routing and isn't a filter of it: the server lets no filter read a body that a handler shall read
 * too, nor hide a cookie. Immutable and safe for use by many threads.
 */
public final class TallystickRouting {

    /** More answers than any protection asks for; one that goes on asking is broken. */
    private static final int MOST_NEEDS = 8;

    private final Guard guard;
    private final @Nullable BiFunction<ServerRequest, ServerResponse, SessionView> sessions;
    private final FormReader forms;

    private TallystickRouting(Builder builder, Guard guard, FormReader forms) {
        this.guard = guard;
        this.sessions = builder.sessions;
        this.forms = forms;
    }

    /**
     * @param protection a {@link dev.tallystick.Router}, or another protection, which then covers every path
     */
    public static Builder builder(Protection protection) {
        return new Builder(protection);
    }

    /** The routes, guarded; give the result to the server in their place: {@code server.routing(tallystick.guard(routes))}. */
    public HttpRouting.Builder guard(HttpRouting.Builder routes) {
        return new GuardedBuilder(this, routes);
    }

    /**
     * An upgrader to WebSockets, guarded; for connection selectors that an application makes itself. Those of the server are
     * guarded without it.
     */
    public static Http1Upgrader guard(Http1Upgrader upgrader) {
        return new GuardedUpgrader(upgrader);
    }

    /**
     * The tokens of the request that is being answered.
     *
     * @throws IllegalStateException if there are none; the message says why
     */
    public static CsrfToken token(ServerRequest request) {
        Passed passed = passed(request);
        CsrfToken token = passed.token();
        if (token != null) {
            return token;
        }
        throw new IllegalStateException(
                passed.decision().principal() != null
                        ? "This request came with a JWT, which no other site can send, so it has no CSRF token: leave the"
                                + " hidden field out where TallystickRouting.decision(request).principal() isn't null."
                        : "No CSRF protection is mounted whose token this page could render: mount a CsrfProtection, or"
                                + " leave the hidden field out.");
    }

    /**
     * What was decided of the request that is being answered.
     *
     * @throws IllegalStateException if it wasn't decided by us
     */
    public static Decision decision(ServerRequest request) {
        return passed(request).decision();
    }

    /**
     * What was decided of the request that these handlers answer, or of the WebSocket that is being opened: in a listener's
     * {@code onHttpUpgrade}, {@code decision(Contexts.context().orElseThrow())}.
     *
     * @throws IllegalStateException if there is no such decision
     */
    public static Decision decision(Context context) {
        return passed(context).decision();
    }

    /**
     * The prefix of the mount that covers the request; empty if none does.
     *
     * @throws IllegalStateException if the request wasn't decided by us
     */
    public static String mount(ServerRequest request) {
        return passed(request).mount();
    }

    private static Passed passed(ServerRequest request) {
        return passed(request.context());
    }

    private static Passed passed(Context context) {
        return context.get(Passed.class, Passed.class)
                .orElseThrow(() -> new IllegalStateException("This request came past Tallystick: give the server"
                        + " tallystick.guard(routes) in place of its routes, on every socket."));
    }

    private record Passed(
            Decision decision, String mount, @Nullable CsrfToken token) {

        void registerIn(Context context) {
            context.register(Passed.class, this);
        }
    }

    /** Decides; what isn't let through is answered here. */
    Passage decide(RoutingRequest request, GuardedRequest guarded, RoutingResponse response) {
        TakenBody taken = null;
        BodyOnce body = new BodyOnce(request);
        boolean fine = false;
        try {
            RequestShown view = RequestShown.of(request, () -> session(guarded, response));
            Decision decision = null;
            for (int needs = 0; decision == null; needs++) {
                Outcome outcome = guard.check(view);
                if (outcome instanceof Decision made) {
                    decision = made;
                } else if (needs == MOST_NEEDS) {
                    throw neverDecided();
                } else if (outcome instanceof Need.Form form && view.form() == null) {
                    FormReader.Result result = read(view, body, form);
                    view.setForm(result.fields());
                    taken = result.body();
                    InputStream rest = body.opened();
                    if (rest != null) {
                        guarded.giveBack(new GuardedBody(guarded, taken == null ? rest : taken.stream()));
                    }
                } else if (outcome instanceof Need.Session) {
                    view.showSession();
                } else if (outcome instanceof Need.Work work) {
                    work.work().run();
                }
            }
            guard.report(view, decision);
            RoutingResponse shown = response;
            Answer answer;
            if (decision.passes()) {
                shown = begin(request, guarded, response, view, decision);
                answer = guard.answer(view, decision, passed(request.context()).token());
            } else {
                answer = guard.denial(view, decision);
            }
            Passage passage = answer == null
                    ? new Passage(shown, taken)
                    : answer(answer, new UnreadBody(request, body.opened()), request, shown, taken);
            fine = true;
            return passage;
        } finally {
            if (!fine && taken != null) {
                taken.close();
            }
        }
    }

    private FormReader.Result read(RequestShown view, BodyOnce body, Need.Form form) {
        try {
            return forms.read(view, body, form.mostBytes());
        } catch (IOException | UncheckedIOException | DataReader.InsufficientDataAvailableException e) {
            throw new CloseConnectionException("The body of a request can't be read to its end", e);
        }
    }

    private static IllegalStateException neverDecided() {
        return new IllegalStateException(
                "A protection asked more than " + MOST_NEEDS + " times for what it needs and never decided.");
    }

    /** The response that the routing answers with. */
    private RoutingResponse begin(
            RoutingRequest request,
            GuardedRequest guarded,
            RoutingResponse response,
            RequestShown view,
            Decision decision) {
        view.showSession();
        if (decision.principal() != null) {
            guarded.hideAmbientLogin();
        }
        HeadShown head = new HeadShown(response);
        CsrfToken token = guard.begin(view, head, decision);
        new Passed(decision, mountOf(view), token).registerIn(request.context());
        if (token == null) {
            return response;
        }
        boolean follows = sessions != null && guard.followsSession(token);
        return new GuardedResponse(response, new Runnable() {

            private @Nullable String session = follows ? id() : null;
            private boolean ended;

            private @Nullable String id() {
                SessionView now = view.session();
                return now == null ? null : now.id();
            }

            @Override
            public void run() {
                if (follows && !Objects.equals(session, id())) {
                    session = id();
                    guard.sessionChanged(token, head);
                }
                if (!ended) {
                    ended = true;
                    guard.end(token);
                }
                head.restore();
            }
        });
    }

    private String mountOf(RequestShown view) {
        String mount = guard.mountOf(view);
        return mount == null ? "" : mount;
    }

    private static Passage answer(
            Answer answer,
            UnreadBody body,
            RoutingRequest request,
            RoutingResponse response,
            @Nullable TakenBody taken) {
        answer.headers().forEach((name, value) -> response.headers().set(HeaderValues.create(name, value)));
        byte[] content = answer.body();
        if (content.length > 0) {
            response.headers().set(HeaderNames.CONTENT_TYPE, answer.contentType());
        }
        if (body.isTooLong()) {
            response.headers().set(HeaderValues.CONNECTION_CLOSE);
        }
        response.status(Status.create(answer.status()));
        if (content.length == 0) {
            response.send();
        } else if (request.prologue().method().equals(Method.HEAD)) {
            response.headers().contentLength(content.length);
            response.send();
        } else {
            response.send(content);
        }
        body.discard();
        return new Passage(null, taken);
    }

    /** Null where nothing is upgraded, because it was denied or is none: then the routing decides it, and reports. */
    @Nullable
    ServerConnection upgrade(
            ConnectionContext connection, HttpPrologue prologue, WritableHeaders<?> headers, Http1Upgrader upgrader) {
        RequestShown view = RequestShown.of(connection, prologue, headers);
        if (!Handshake.isWebSocket(view)) {
            return null;
        }
        Decision decision = null;
        for (int needs = 0; decision == null; needs++) {
            Outcome outcome = guard.check(view);
            if (outcome instanceof Decision made) {
                decision = made;
            } else if (needs == MOST_NEEDS) {
                throw neverDecided();
            } else if (outcome instanceof Need.Work work) {
                work.work().run();
            } else {
                // A handshake is decided by its head; what needs a form or a session asks to be taken for something
                // else.
                return null;
            }
        }
        if (!decision.passes()) {
            return null;
        }
        Context context =
                Context.builder().parent(connection.listenerContext().context()).build();
        new Passed(decision, mountOf(view), null).registerIn(context);
        WritableHeaders<?> shown = decision.principal() == null ? headers : GuardedRequest.withoutAmbientLogin(headers);
        ServerConnection upgraded = Contexts.runInContext(context, () -> upgrader.upgrade(connection, prologue, shown));
        if (upgraded != null) {
            guard.report(view, decision);
        }
        return upgraded;
    }

    private SessionView session(ServerRequest request, ServerResponse response) {
        if (sessions == null) {
            return SessionView.NONE;
        }
        return Objects.requireNonNull(
                sessions.apply(request, response),
                "the function given to TallystickRouting.Builder.sessions returned null: return a SessionView, whose id is"
                        + " null where there is no session");
    }

    /** Collects options; {@link #build()} checks them together. */
    public static final class Builder {

        private final Guard.Builder guard;
        private @Nullable BiFunction<ServerRequest, ServerResponse, SessionView> sessions;
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
         * Where the application's login sessions are; this server has none. Asked whenever the session matters, so that one
         * begun by the handler counts at once. Never asked behind a JWT.
         *
         * @param sessions returns the session as it is now, whose id is null where there is none; never null
         */
        public Builder sessions(BiFunction<ServerRequest, ServerResponse, SessionView> sessions) {
            this.sessions = sessions;
            return this;
        }

        /** How long a multipart body may be, files included, that is searched for the token: 64 MiB by default. */
        public Builder maxUploadBytes(long bytes) {
            this.maxUploadBytes = bytes;
            return this;
        }

        /** Where the larger multipart bodies are kept until they are answered; the JDK's directory by default. */
        public Builder uploadDirectory(Path directory) {
            this.uploadDirectory = directory;
            return this;
        }

        /**
         * @throws IllegalArgumentException if an option has no usable value, or the login sessions are needed and nobody said
         *     where they are
         */
        public TallystickRouting build() {
            Guard built = guard.build();
            if (built.needsSession() && sessions == null) {
                throw new IllegalArgumentException(
                        "The CSRF protection binds its tokens to the server session or keeps its"
                                + " secret there, and this server has none: say where sessions are with"
                                + " TallystickRouting.Builder.sessions, or set the session binding to none.");
            }
            return new TallystickRouting(this, built, FormReader.of(uploadDirectory, maxUploadBytes));
        }
    }
}
