package dev.tallystick.vertx;

import dev.tallystick.Answer;
import dev.tallystick.CsrfToken;
import dev.tallystick.Decision;
import dev.tallystick.Guard;
import dev.tallystick.Need;
import dev.tallystick.Outcome;
import dev.tallystick.http.FormFields;
import dev.tallystick.http.Handshake;
import dev.tallystick.http.SessionView;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.lang.System.Logger.Level;
import java.security.Principal;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One request, from the first question to the end of its answer. Everything runs on the context of the request; while
 * something is waited for, the request is paused, so that nothing of its body gets lost.
 */
final class Exchange {

    /** More answers than any protection asks for; one that goes on asking is broken. */
    static final int MOST_NEEDS = 8;

    private static final System.Logger LOG = System.getLogger("dev.tallystick");
    private static final AtomicBoolean UNREAD_WARNING = new AtomicBoolean();

    private final RoutingContext context;
    private final Guard guard;
    private final @Nullable Sessions sessions;
    private final @Nullable Detour bodyHandler;
    private final VertxRequestView view;
    private @Nullable VertxSession session;
    private @Nullable Decision passed;
    private boolean bodyRead;
    private boolean paused;
    private int needs;

    Exchange(RoutingContext context, Guard guard, @Nullable Sessions sessions, @Nullable Detour bodyHandler) {
        this.context = context;
        this.guard = guard;
        this.sessions = sessions;
        this.bodyHandler = bodyHandler;
        this.view = new VertxRequestView(context);
    }

    void decide() {
        Outcome outcome = guard.check(view);
        if (outcome instanceof Decision decision) {
            settle(decision);
            return;
        }
        if (++needs > MOST_NEEDS) {
            throw new IllegalStateException(
                    "A protection asked more than " + MOST_NEEDS + " times for what it needs and never decided.");
        }
        if (outcome instanceof Need.Form form) {
            readForm(form.mostBytes());
        } else if (outcome instanceof Need.Work work) {
            run(work.work());
        } else {
            openSession(this::decide);
        }
    }

    /** The request has been rerouted: the first decision holds, and what was set on the response is gone. */
    void reroute(RoutingContext current) {
        if (passed == null) {
            // What is waited for will come, and go on from the route that the request is at then.
            return;
        }
        begin(passed);
        current.next();
    }

    private void readForm(long mostBytes) {
        HttpServerRequest request = context.request();
        if (request.isEnded()) {
            view.setForm(FormReader.fields(context, mostBytes));
        } else if (!FormReader.isForm(request)) {
            view.setForm(FormFields.none(FormFields.State.NOT_A_FORM));
        } else if (FormReader.isTooLong(request, mostBytes)) {
            view.setForm(FormFields.none(FormFields.State.TOO_LARGE));
        } else if (bodyHandler == null) {
            warnOfUnreadForm();
            view.setForm(FormFields.none(FormFields.State.NOT_A_FORM));
        } else if (FormReader.isMultipart(request) && !FormReader.canDecode(request)) {
            view.setForm(FormFields.none(FormFields.State.MALFORMED));
        } else {
            readBody(bodyHandler, () -> {
                view.setForm(FormReader.fields(context, mostBytes));
                decide();
            });
            return;
        }
        decide();
    }

    private void openSession(Runnable afterwards) {
        VertxSession opened = Sessions.opened(context);
        if (opened != null) {
            hold(opened);
            afterwards.run();
        } else if (sessions != null) {
            pause();
            sessions.open(context, made -> {
                hold(made);
                unlessOver(afterwards);
            });
        } else {
            view.setSession(SessionView.NONE);
            afterwards.run();
        }
    }

    private void hold(VertxSession opened) {
        session = opened;
        view.setSession(opened);
    }

    private void run(Runnable work) {
        pause();
        context.vertx()
                .executeBlocking(
                        () -> {
                            work.run();
                            return true;
                        },
                        false)
                .onComplete(
                        done -> {
                            try {
                                unlessOver(this::decide);
                            } catch (RuntimeException e) {
                                context.fail(e);
                            }
                        },
                        context::fail);
    }

    private void settle(Decision decision) {
        guard.report(view, decision);
        if (!decision.passes()) {
            answer(guard.denial(view, decision));
            return;
        }
        Principal principal = decision.principal();
        if (principal != null) {
            Ambient.replace(context, view, principal);
            pass(decision);
        } else if (session == null) {
            openSession(() -> pass(decision));
        } else {
            pass(decision);
        }
    }

    private void pass(Decision decision) {
        passed = decision;
        CsrfToken token = begin(decision);
        Answer answer = guard.answer(view, decision, token);
        if (answer != null) {
            answer(answer);
        } else if (bodyHandler != null && mayHaveBody()) {
            readBody(bodyHandler, this::proceed);
        } else {
            proceed();
        }
    }

    /** A body handler would take from a handshake what its upgrade needs, and fails over a body that somebody else has read. */
    private boolean mayHaveBody() {
        return !bodyRead && !context.request().isEnded() && !Handshake.isWebSocket(view);
    }

    private void readBody(Detour handler, Runnable afterwards) {
        bodyRead = true;
        HttpServerRequest request = context.request();
        if (!FormReader.isTakenForForm(request) || FormReader.canDecode(request)) {
            handler.take(context, () -> unlessOver(afterwards));
            return;
        }
        // A body handler fails over a form that Vert.x can't decode. It is to keep this one as it keeps any other body.
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        request.headers().remove(HttpHeaders.CONTENT_TYPE);
        handler.take(context, () -> {
            request.headers().set(HttpHeaders.CONTENT_TYPE, type);
            unlessOver(afterwards);
        });
        request.headers().set(HttpHeaders.CONTENT_TYPE, type);
    }

    private void proceed() {
        resume();
        context.next();
    }

    private @Nullable CsrfToken begin(Decision decision) {
        context.put(TallystickHandler.DECISION_KEY, decision);
        context.put(TallystickHandler.MOUNT_KEY, guard.mountOf(view));
        context.remove(TallystickHandler.TOKEN_KEY);
        VertxResponseHead head = new VertxResponseHead(context.response());
        if (head.isCommitted()) {
            // A handler before ours has answered already.
            return null;
        }
        CsrfToken token = guard.begin(view, head, decision);
        if (token != null) {
            context.put(TallystickHandler.TOKEN_KEY, token);
            context.addEndHandler(over -> guard.end(token));
        }
        if (session != null) {
            follow(session, token, head);
        }
        return token;
    }

    private void follow(VertxSession followed, @Nullable CsrfToken token, VertxResponseHead head) {
        if (token == null || !guard.followsSession(token)) {
            context.addHeadersEndHandler(v -> followed.beforeHead(() -> {}));
            return;
        }
        String before = followed.id();
        context.addHeadersEndHandler(v -> followed.beforeHead(() -> {
            if (!Objects.equals(before, followed.id())) {
                guard.sessionChanged(token, head);
            }
        }));
    }

    /** Answers itself: no failure handler of the application's runs for a request that was refused. */
    private void answer(Answer answer) {
        if (bodyRead) {
            context.cancelAndCleanupFileUploads();
        }
        HttpServerResponse response = context.response();
        if (!response.headWritten() && !response.ended() && !response.closed()) {
            Buffer body = Buffer.buffer(answer.body());
            response.setStatusCode(answer.status());
            answer.headers().forEach(response::putHeader);
            if (body.length() > 0) {
                response.putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType());
            }
            if (body.length() == 0) {
                response.end();
            } else if (context.request().method().equals(HttpMethod.HEAD)) {
                response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
                response.end();
            } else {
                response.end(body);
            }
        }
        // The rest of the body, which nobody reads: the connection is free for the next request once it has gone by.
        resume();
    }

    /** Goes on after something was waited for, if the request hasn't been answered meanwhile (by a time-out, say). */
    private void unlessOver(Runnable next) {
        if (!context.failed() && !context.response().ended()) {
            next.run();
        }
    }

    private void pause() {
        if (!paused && !context.request().isEnded()) {
            context.request().pause();
            paused = true;
        }
    }

    private void resume() {
        if (paused && !context.request().isEnded()) {
            context.request().resume();
        }
        paused = false;
    }

    private static void warnOfUnreadForm() {
        if (UNREAD_WARNING.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "A form came in without a token in the header, and TallystickHandler was told to do without a body"
                            + " handler: hand it over with TallystickHandler.Builder.bodyHandler, or send the token in the"
                            + " header.");
        }
    }
}
