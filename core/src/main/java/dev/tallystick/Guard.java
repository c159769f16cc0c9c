package dev.tallystick;

import dev.tallystick.http.RequestView;
import dev.tallystick.http.ResponseHead;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What every adapter does around a protection, so that none of it is written twice: the path rules, the report of a
 * decision, the answer to a denial, and the tokens of the views. Immutable and safe for use by many threads.
 *
 * <p>An adapter calls, for each request that comes from the network: {@link #check} until it answers a {@link Decision},
 * getting what is needed in between; {@link #report} once; then either writes the {@link #denial} or calls {@link #begin},
 * lets the view run (or, where there is one, writes the {@link #answer} in its place), and calls {@link #end}.
 */
public final class Guard {

    private static final System.Logger LOG = System.getLogger("dev.tallystick");

    private final Router router;
    private final List<DecisionListener> listeners;
    private final @Nullable DenialHandler denialHandler;
    private final AtomicBoolean outlivedWarning = new AtomicBoolean();

    private Guard(Builder builder) {
        this.router = Router.of(builder.protection);
        this.listeners = List.copyOf(builder.listeners);
        this.denialHandler = builder.denialHandler;
    }

    /**
     * @param protection a {@link Router}, or another protection, which then covers every path whose form isn't ambiguous
     */
    public static Builder builder(Protection protection) {
        return new Builder(protection);
    }

    /** Whether the protection needs the server session: a server that has none must be told where sessions are, at start. */
    public boolean needsSession() {
        return router.needsSession();
    }

    /** Where a request stands in the routing; null if its path is ambiguous. */
    public @Nullable Mount mount(RequestView request) {
        return router.mount(request);
    }

    /** As {@link #check(RequestView, Mount)}. */
    public Outcome check(RequestView request) {
        return check(request, mount(request));
    }

    /**
     * Decides, or says what is needed first; no side effect but reading.
     *
     * @param mount as {@link #mount} found it
     */
    public Outcome check(RequestView request, @Nullable Mount mount) {
        return Router.check(request, mount);
    }

    /** As {@link #report(RequestView, Mount, Decision)}. */
    public void report(RequestView request, Decision decision) {
        report(request, mount(request), decision);
    }

    /** Tells listeners, and logs a denial in one line. */
    public void report(RequestView request, @Nullable Mount mount, Decision decision) {
        if (mount != null && (decision.rule() == Rule.ORIGIN || decision.rule() == Rule.TOKEN)) {
            CsrfProtection csrf = mount.csrf(request, decision);
            if (csrf != null) {
                csrf.warnOfProxy(request);
            }
        }
        Decision reported = decision.reported();
        boolean refused = !decision.isAllowed() || reported != null && !reported.isAllowed();
        if (listeners.isEmpty() && !(refused && LOG.isLoggable(Level.WARNING))) {
            return;
        }
        DecisionEvent event = new DecisionEvent(request, mount == null ? null : mount.prefix(), decision);
        for (DecisionListener listener : listeners) {
            try {
                listener.decided(event);
            } catch (RuntimeException e) {
                LOG.log(
                        Level.WARNING,
                        "A listener failed on a decision: "
                                + listener.getClass().getName(),
                        e);
            }
        }
        if (!decision.isAllowed()) {
            LOG.log(Level.WARNING, event::toString);
        } else if (reported != null && !reported.isAllowed()) {
            LOG.log(Level.WARNING, () -> new DecisionEvent(request, event.mount(), reported.reportedOnly()).toString());
        }
    }

    /** The answer to a request that was denied and doesn't pass. */
    public Denial denial(RequestView request, Decision decision) {
        return Denial.of(request, decision, denialHandler);
    }

    /** As {@link #begin(RequestView, Mount, ResponseHead, Decision)}. */
    public @Nullable CsrfToken begin(RequestView request, ResponseHead response, Decision decision) {
        return begin(request, mount(request), response, decision);
    }

    /**
     * Begins the part of a request that its view answers: renews what scripts read and keeps a secret with the client where
     * that must be done early.
     *
     * @param request whose {@link RequestView#session()} has been looked up, here at the latest
     * @param response the outermost, not committed
     * @return the tokens that the view can ask for; null where views render none, as behind a JWT
     */
    public @Nullable CsrfToken begin(
            RequestView request, @Nullable Mount mount, ResponseHead response, Decision decision) {
        CsrfProtection csrf = mount == null ? null : mount.csrf(request, decision);
        if (csrf == null) {
            return null;
        }
        CsrfToken token = csrf.token(request, response, decision);
        if (csrf.isEager(request)) {
            token.prepare();
        }
        if (token.hasReadableCookie() && token.mayKeepSecret() && isForScripts(request)) {
            token.renewReadableCookie();
        }
        return token;
    }

    /**
     * What is answered in the view's place: the script for pages, or a token for them. Set its headers over those that
     * {@link #begin} and this may have set.
     *
     * @param token what {@link #begin} returned; null where a token was wanted and the response is committed already
     * @return null where a view answers, as for nearly every request
     */
    public @Nullable Answer answer(RequestView request, Decision decision, @Nullable CsrfToken token) {
        if (decision.rule() != Rule.SERVED) {
            return null;
        }
        Served served = router.served(request);
        return served == null || served.csrf() != null && token == null ? null : served.answer(request, token);
    }

    /** Whether the tokens of this request may begin a server session to keep their secret in, so that it must be at hand. */
    public boolean keepsSecretInSession(RequestView request, Decision decision) {
        CsrfProtection csrf = router.csrf(request, decision);
        return csrf != null && csrf.secretStore().needsSession();
    }

    /** Whether {@link #sessionChanged} is worth a call. */
    public boolean followsSession(CsrfToken token) {
        return token.hasReadableCookie();
    }

    /** To be called when the view began, renewed or ended the server session, while headers can still be set. */
    public void sessionChanged(CsrfToken token, ResponseHead response) {
        if (!response.isCommitted() && token.hasReadableCookie() && token.mayKeepSecret()) {
            token.replaceReadableCookie();
        }
    }

    /** Ends it: says once if tokens were rendered that the session begun after them has made useless. */
    public void end(CsrfToken token) {
        if (token.isOutlived() && outlivedWarning.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "A session began, changed or ended after CSRF tokens had been rendered in the same response: those"
                            + " tokens won't verify. Sign in or out first, and render the page afterwards.");
        }
    }

    /** The prefix of the mount that covers the request; empty if none does, null if its path is ambiguous. */
    public @Nullable String mountOf(RequestView request) {
        return router.mountOf(request);
    }

    /** A navigation, a fetch or an XMLHttpRequest; not an asset, which a cache may keep. */
    private static boolean isForScripts(RequestView request) {
        Enumeration<String> destinations = request.headers("Sec-Fetch-Dest");
        if (destinations.hasMoreElements()) {
            return switch (destinations.nextElement()) {
                case "document", "iframe", "frame", "empty" -> true;
                default -> false;
            };
        }
        Enumeration<String> accepted = request.headers("Accept");
        String accept = accepted.hasMoreElements() ? accepted.nextElement() : "";
        return !accept.startsWith("image/")
                && !accept.startsWith("text/css")
                && !accept.startsWith("font/")
                && !accept.startsWith("audio/")
                && !accept.startsWith("video/");
    }

    /** Collects what surrounds the protection. */
    public static final class Builder {

        private final Protection protection;
        private final List<DecisionListener> listeners = new ArrayList<>();
        private @Nullable DenialHandler denialHandler;

        private Builder(Protection protection) {
            this.protection = protection;
        }

        /** Is told of every decision. */
        public Builder listener(DecisionListener listener) {
            listeners.add(listener);
            return this;
        }

        /** Replaces the page and the body of denials. */
        public Builder denialHandler(DenialHandler handler) {
            this.denialHandler = handler;
            return this;
        }

        public Guard build() {
            return new Guard(this);
        }
    }
}
