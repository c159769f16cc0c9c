package dev.tallystick.servlet;

import dev.tallystick.Answer;
import dev.tallystick.CsrfToken;
import dev.tallystick.Decision;
import dev.tallystick.DecisionListener;
import dev.tallystick.Denial;
import dev.tallystick.DenialHandler;
import dev.tallystick.Guard;
import dev.tallystick.Mount;
import dev.tallystick.Need;
import dev.tallystick.Outcome;
import dev.tallystick.Protection;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Guards a web application: decides each request once, before any other filter and any servlet, answers those that are
 * denied, and hands tokens to the views of the rest.
 *
 * <p>Forwards, asynchronous and error dispatches keep the first decision. Behind a JWT the views see its subject as the user
 * and no cookie, server session or role of the container's. What can't be hidden there: code that unwraps the request on
 * purpose ({@code ServletRequestWrapper.getRequest}) finds the container's own, since containers need it themselves.
 *
 * <p>Safe for use by many threads; one filter serves one application.
 */
public final class TallystickFilter implements Filter {

    /** The request attribute that holds the {@link CsrfToken}; absent behind a JWT. In a page: {@code ${_csrf.hiddenField}}. */
    public static final String TOKEN_ATTRIBUTE = "_csrf";

    /** The request attribute that holds the {@link Decision}. */
    public static final String DECISION_ATTRIBUTE = "dev.tallystick.decision";

    /** The request attribute that holds the prefix of the mount that covers the request; empty if none does. */
    public static final String MOUNT_ATTRIBUTE = "dev.tallystick.mount";

    /** The request attribute that is true in the error page of a request that was refused before it reached this filter. */
    static final String UNDECIDED_ATTRIBUTE = "dev.tallystick.undecided";

    // A neighbour may take the short name for itself, as Spring Security does.
    private static final String KEPT_TOKEN = CsrfToken.class.getName();

    private static final String NAME = "tallystick";
    private static final String INNER_NAME = "tallystick-inner";

    /** More answers than any protection asks for; one that goes on asking is broken. */
    private static final int MOST_NEEDS = 8;

    private static final AtomicInteger INSTANCES = new AtomicInteger();

    private final Guard guard;
    private final boolean allowUrlSessions;
    private final boolean insideAnother;
    private final ExemptServlets exemptServlets = new ExemptServlets();
    private final Predicate<HttpServletRequest> exemptHandlers;
    private final String exchangeAttribute = "dev.tallystick.exchange." + INSTANCES.incrementAndGet();
    private @Nullable Installation installation;

    private TallystickFilter(Builder builder) {
        this.guard = builder.guard.build();
        this.allowUrlSessions = builder.allowUrlSessions;
        this.insideAnother = builder.insideAnother;
        this.exemptHandlers = request -> exemptServlets.isTargetOf(request) || builder.exemptHandlers.test(request);
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
    public static CsrfToken token(HttpServletRequest request) {
        CsrfToken token = tokenIfAny(request);
        if (token != null) {
            return token;
        }
        Object decided = request.getAttribute(DECISION_ATTRIBUTE);
        if (!(decided instanceof Decision decision)) {
            throw new IllegalStateException(
                    "No TallystickFilter ran for this request, so there is no CSRF token: register"
                            + " the filter for every path (TallystickFilter.register does), and ask within a request that came"
                            + " through it.");
        }
        if (decision.principal() != null) {
            throw new IllegalStateException(
                    "This request came with a JWT, which no other site can send, so it has no CSRF"
                            + " token: leave the hidden field out where request attribute " + TOKEN_ATTRIBUTE
                            + " is absent.");
        }
        throw new IllegalStateException("No CSRF protection is mounted whose token this page could render: mount a"
                + " CsrfProtection, or leave the hidden field out where request attribute " + TOKEN_ATTRIBUTE
                + " is absent.");
    }

    /** The tokens of the request that is being answered; null if there are none, as behind a JWT. */
    public static @Nullable CsrfToken tokenIfAny(HttpServletRequest request) {
        return request.getAttribute(KEPT_TOKEN) instanceof CsrfToken token ? token : null;
    }

    /**
     * Registers this filter before all others, for every path and every dispatch that matters, and switches off session
     * tracking by URL unless {@link Builder#allowUrlSessions()} was called.
     *
     * @throws IllegalStateException if the application has a Tallystick filter already, or has started
     */
    public FilterRegistration.Dynamic register(ServletContext context) {
        FilterRegistration.Dynamic registration = context.addFilter(insideAnother ? INNER_NAME : NAME, this);
        if (registration == null) {
            throw Installation.second();
        }
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(
                EnumSet.of(DispatcherType.REQUEST, DispatcherType.FORWARD, DispatcherType.ASYNC, DispatcherType.ERROR),
                false,
                "/*");
        if (!allowUrlSessions && !insideAnother) {
            Installation.switchOffUrlSessions(context);
        }
        return registration;
    }

    /** Called by the container at start: checks that nothing in the application goes past this filter. */
    @Override
    public void init(FilterConfig config) throws ServletException {
        if (installation != null) {
            throw new ServletException("This TallystickFilter was started twice: register it once, and build one filter"
                    + " for each application.");
        }
        installation = Installation.of(this, config, allowUrlSessions, insideAnother);
    }

    @Override
    public void destroy() {
        if (installation != null) {
            installation.remove();
            installation = null;
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse answer)) {
            throw new ServletException("Tallystick guards HTTP alone, and this request is no HttpServletRequest: "
                    + request.getClass().getName());
        }
        if (request.getAttribute(exchangeAttribute) instanceof Exchange exchange) {
            exchange.proceed(http, answer, chain);
        } else if (request.getDispatcherType() == DispatcherType.ERROR) {
            // The container, or a filter before this one, refused the request by itself: no view is reached, only the
            // page that says so.
            request.setAttribute(UNDECIDED_ATTRIBUTE, Boolean.TRUE);
            chain.doFilter(request, response);
        } else {
            decide(http, answer, chain);
        }
    }

    private void decide(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        ServletRequestView view = new ServletRequestView(request, response, exemptHandlers);
        Mount mount = guard.mount(view);
        Decision decision = check(view, mount);
        guard.report(view, mount, decision);
        if (!decision.passes()) {
            Denial denial = guard.denial(view, decision);
            AnswerWriter.write(denial, request, response);
            return;
        }
        Exchange exchange = new Exchange(view, decision.principal());
        CsrfToken token = guard.begin(view, mount, exchange, decision);
        request.setAttribute(DECISION_ATTRIBUTE, decision);
        request.setAttribute(MOUNT_ATTRIBUTE, mount == null ? null : mount.prefix());
        if (token != null) {
            request.setAttribute(TOKEN_ATTRIBUTE, token);
            request.setAttribute(KEPT_TOKEN, token);
        } else if (decision.principal() != null) {
            request.removeAttribute(TOKEN_ATTRIBUTE);
            request.removeAttribute(KEPT_TOKEN);
        }
        if (token != null && guard.followsSession(token)) {
            exchange.follow(new SessionFollower(() -> guard.sessionChanged(token, exchange)));
        }
        request.setAttribute(exchangeAttribute, exchange);
        try {
            Answer answer = guard.answer(view, decision, token);
            if (answer == null) {
                exchange.proceed(request, response, chain);
            } else {
                AnswerWriter.write(answer, request, response);
            }
        } finally {
            if (token != null) {
                EndOfRequest.of(request, () -> guard.end(token));
            }
        }
    }

    /**
     * For a framework that finds another handler than the exempt one which {@link Builder#insecureExemptHandlers} was asked
     * about, since something in between has made another request of it: decides again, as of a handler that isn't exempt,
     * and answers a denial. The body is the view's by then, so that a token counts in the header alone.
     *
     * @return whether the request may go on to its handler; otherwise it is answered
     * @throws IllegalStateException if this filter has let no such request pass
     */
    public boolean passesWithoutExemption(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        if (!(request.getAttribute(exchangeAttribute) instanceof Exchange exchange)) {
            throw new IllegalStateException(
                    "This filter didn't decide the request, so it can't decide it again: ask the"
                            + " filter of the application, within a request that came through it.");
        }
        ServletRequestView view = exchange.view();
        view.endExemption();
        Mount mount = guard.mount(view);
        Decision decision = check(view, mount);
        guard.report(view, mount, decision);
        request.setAttribute(DECISION_ATTRIBUTE, decision);
        if (!decision.passes()) {
            AnswerWriter.write(guard.denial(view, decision), request, response);
        }
        return decision.passes();
    }

    private Decision check(ServletRequestView view, @Nullable Mount mount) throws IOException, ServletException {
        for (int needs = 0; needs <= MOST_NEEDS; needs++) {
            Outcome outcome = guard.check(view, mount);
            if (outcome instanceof Decision decision) {
                return decision;
            }
            if (outcome instanceof Need.Form form) {
                view.readForm(form.mostBytes());
            } else if (outcome instanceof Need.Work work) {
                work.work().run();
            }
            // A Need.Session was met before it arose: the view always shows the session there is.
        }
        throw new ServletException(
                "A protection asked more than " + MOST_NEEDS + " times for what it needs and never decided.");
    }

    /** Collects options. */
    public static final class Builder {

        private final Guard.Builder guard;
        private boolean allowUrlSessions;
        private boolean insideAnother;
        private Predicate<HttpServletRequest> exemptHandlers = request -> false;

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
         * For a framework that has many handlers behind one servlet: says whether the handler that will answer a request
         * carries {@link dev.tallystick.CsrfExempt}. That exempts it from the forgery check alone. It is asked only where
         * this would change the decision, before anything else has seen the request, and must change nothing.
         */
        public Builder insecureExemptHandlers(Predicate<HttpServletRequest> handlers) {
            this.exemptHandlers = Objects.requireNonNull(handlers, "handlers");
            return this;
        }

        /**
         * Leaves session tracking by URL ({@code ;jsessionid=…}) as the container has it. Such an id leaks with every link,
         * and the router refuses its paths unless path parameters are allowed there too.
         */
        public Builder allowUrlSessions() {
            this.allowUrlSessions = true;
            return this;
        }

        /** Declares this a deliberate, stricter filter that runs inside another Tallystick filter of the application. */
        public Builder insideAnother() {
            this.insideAnother = true;
            return this;
        }

        public TallystickFilter build() {
            return new TallystickFilter(this);
        }
    }
}
