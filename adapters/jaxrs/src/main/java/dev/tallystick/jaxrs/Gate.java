package dev.tallystick.jaxrs;

import dev.tallystick.Answer;
import dev.tallystick.CsrfToken;
import dev.tallystick.Decision;
import dev.tallystick.Denial;
import dev.tallystick.Guard;
import dev.tallystick.Need;
import dev.tallystick.Outcome;
import dev.tallystick.Rule;
import dev.tallystick.adapter.body.FormReader;
import dev.tallystick.http.SessionView;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.security.Principal;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the filters of one application do at each stage of a request. Immutable. */
final class Gate {

    /** More answers than any protection asks for; one that goes on asking is broken. */
    private static final int MOST_NEEDS = 8;

    private final Guard guard;
    private final FormReader forms;
    private final @Nullable Function<ContainerRequestContext, SessionView> sessions;
    private final Function<ContainerRequestContext, @Nullable String> peers;
    private final ExemptViews exemptViews;

    Gate(
            Guard guard,
            FormReader forms,
            @Nullable Function<ContainerRequestContext, SessionView> sessions,
            Function<ContainerRequestContext, @Nullable String> peers,
            ExemptViews exemptViews) {
        this.guard = guard;
        this.forms = forms;
        this.sessions = sessions;
        this.peers = peers;
        this.exemptViews = exemptViews;
    }

    /** Before a view is looked for. */
    void enter(ContainerRequestContext context) throws IOException {
        exemptViews.deployed();
        String targetAuthority = AbsoluteTarget.resolve(context);
        ContextView view = new ContextView(context, () -> session(context), peers);
        view.setTargetAuthority(targetAuthority);
        Exchange exchange = new Exchange(view);
        context.setProperty(Exchange.PROPERTY, exchange);
        Decision decision = check(context, exchange, view);
        Decision ifExempt = ifExempt(view, decision);
        if (ifExempt == null) {
            settle(context, exchange, decision);
        } else {
            exchange.await(new Exchange.Waiting(ifExempt, decision));
        }
        if (exchange.denial() == null) {
            normalize(context, view);
            exchange.expect(context);
        }
    }

    /** A view was found, and is about to be called. */
    void reach(ContainerRequestContext context) throws IOException {
        Exchange exchange = Exchange.of(context.getProperty(Exchange.PROPERTY));
        if (exchange == null || exchange.denial() != null) {
            throw new IllegalStateException("A view was found for a request that nobody let in: TallystickFeature's"
                    + " pre-matching filter must run for every request.");
        }
        if (!exchange.isAsExpected(context)) {
            decideAgain(context, exchange);
            return;
        }
        Exchange.Waiting waiting = exchange.waiting();
        if (waiting != null) {
            exchange.await(null);
            settle(context, exchange, exchange.isViewExempt() ? waiting.ifExempt() : waiting.otherwise());
        }
    }

    /** The response is there, whether a view made it or not. */
    void leave(ContainerRequestContext context, ContainerResponseContext response) {
        Exchange exchange = Exchange.of(context.getProperty(Exchange.PROPERTY));
        if (exchange == null) {
            return;
        }
        Exchange.Waiting waiting = exchange.waiting();
        if (waiting != null) {
            // No view was found: the refusal needn't wait any longer.
            exchange.await(null);
            Decision decision = waiting.otherwise();
            guard.report(exchange.view(), decision);
            if (!decision.passes()) {
                replace(response, exchange, decision);
            }
        }
        Denial denial = exchange.denial();
        if (denial == null) {
            finish(exchange, response);
        } else {
            enforce(denial, response);
        }
        if (!response.hasEntity()) {
            exchange.release();
        }
    }

    /** A filter behind ours has changed what will be matched: that must be allowed too, and be the same mount's. */
    private void decideAgain(ContainerRequestContext context, Exchange exchange) throws IOException {
        ContextView view = new ContextView(context, () -> session(context), peers);
        String mount = guard.mountOf(view);
        if (mount == null || !mount.equals(guard.mountOf(exchange.view()))) {
            view.goesElsewhere();
        }
        view.setTargetAuthority(exchange.view().targetAuthority());
        view.setForm(exchange.view().form());
        view.setHandlerExempt(exchange.isViewExempt());
        exchange.setView(view);
        Decision decision = check(context, exchange, view);
        boolean waiting = exchange.waiting() != null;
        exchange.await(null);
        if (waiting || !decision.passes()) {
            settle(context, exchange, decision);
        } else {
            view.showSession();
        }
    }

    private Decision check(ContainerRequestContext context, Exchange exchange, ContextView view) throws IOException {
        for (int needs = 0; needs <= MOST_NEEDS; needs++) {
            Outcome outcome = guard.check(view);
            if (outcome instanceof Decision decision) {
                return decision;
            }
            if (outcome instanceof Need.Form form) {
                if (view.form() == null) {
                    FormReader.Result result = forms.read(view, context::getEntityStream, form.mostBytes());
                    view.setForm(result.fields());
                    if (result.body() != null) {
                        exchange.keep(result.body());
                        context.setEntityStream(result.body().stream());
                    }
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

    /** What would be decided if the view were exempt; null where that makes no difference, or no such view can be found. */
    private @Nullable Decision ifExempt(ContextView view, Decision decision) {
        if (decision.rule() == Rule.SAFE_METHOD
                || decision.rule() == Rule.EXEMPTION
                || !exemptViews.canAnswer(view.path())) {
            return null;
        }
        view.setHandlerExempt(true);
        Outcome outcome = guard.check(view);
        view.setHandlerExempt(false);
        return outcome instanceof Decision exempt && exempt.rule() == Rule.EXEMPTION ? exempt : null;
    }

    private void settle(ContainerRequestContext context, Exchange exchange, Decision decision) {
        ContextView view = exchange.view();
        guard.report(view, decision);
        if (!decision.passes()) {
            Denial denial = guard.denial(view, decision);
            exchange.deny(denial);
            context.abortWith(response(denial));
            return;
        }
        Principal principal = decision.principal();
        if (principal != null) {
            context.getHeaders().remove(HttpHeaders.COOKIE);
            boolean secure = context.getSecurityContext() != null
                    && context.getSecurityContext().isSecure();
            context.setSecurityContext(new BearerSecurityContext(principal, secure));
        }
        view.showSession();
        exchange.setMount(guard.mountOf(view));
        CsrfToken token = guard.begin(view, exchange.head(), decision);
        exchange.pass(decision, token);
        if (token != null && sessions != null && guard.followsSession(token)) {
            exchange.follow(sessionId(view));
        }
        Answer answer = guard.answer(view, decision, token);
        if (answer != null) {
            context.abortWith(response(answer));
        }
    }

    /** What is matched shall be what was decided on, letter by letter. */
    private static void normalize(ContainerRequestContext context, ContextView view) {
        String normalized = RoutedPath.normalized(view.path());
        if (!normalized.equals(view.path())) {
            context.setRequestUri(RoutedPath.withPath(context.getUriInfo(), normalized));
        }
    }

    private void finish(Exchange exchange, ContainerResponseContext response) {
        ContextHead head = exchange.head();
        CsrfToken token = exchange.token();
        if (token != null) {
            if (exchange.followsSession() && !Objects.equals(exchange.sessionBefore(), sessionId(exchange.view()))) {
                guard.sessionChanged(token, head);
            }
            guard.end(token);
        }
        head.meet(response);
    }

    private static @Nullable String sessionId(ContextView view) {
        SessionView session = view.session();
        return session == null ? null : session.id();
    }

    private SessionView session(ContainerRequestContext context) {
        if (sessions == null) {
            return SessionView.NONE;
        }
        return Objects.requireNonNull(
                sessions.apply(context),
                "the function given to TallystickFeature.Builder.sessions returned null: return a SessionView, whose id is"
                        + " null where there is no session");
    }

    private static Response response(Answer answer) {
        Response.ResponseBuilder response = Response.status(answer.status());
        answer.headers().forEach(response::header);
        byte[] body = answer.body();
        return body.length == 0
                ? response.build()
                : response.type(answer.contentType()).entity(body).build();
    }

    private void replace(ContainerResponseContext response, Exchange exchange, Decision decision) {
        Denial denial = guard.denial(exchange.view(), decision);
        exchange.deny(denial);
        response.getHeaders().clear();
        response.setEntity(denial.body(), new Annotation[0], MediaType.valueOf(denial.contentType()));
    }

    /** Filters of the application run for a denial too, and may add to it: it stays one. */
    private static void enforce(Denial denial, ContainerResponseContext response) {
        response.setStatus(denial.status());
        denial.headers().forEach((name, value) -> response.getHeaders().putSingle(name, value));
    }
}
