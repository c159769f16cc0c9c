package dev.tallystick;

import dev.tallystick.http.Ascii;
import dev.tallystick.http.FormFields;
import dev.tallystick.http.Handshake;
import dev.tallystick.http.Methods;
import dev.tallystick.http.RequestPath;
import dev.tallystick.http.RequestView;
import dev.tallystick.http.ResponseHead;
import dev.tallystick.origin.Evidence;
import dev.tallystick.origin.Finding;
import dev.tallystick.origin.Origin;
import dev.tallystick.origin.OriginCheck;
import dev.tallystick.origin.TargetOrigins;
import dev.tallystick.origin.TrustedOrigins;
import dev.tallystick.origin.TrustedProxies;
import dev.tallystick.token.CookieSettings;
import dev.tallystick.token.KeyRing;
import dev.tallystick.token.RandomSource;
import dev.tallystick.token.ReadableCookie;
import dev.tallystick.token.Secret;
import dev.tallystick.token.SecretStore;
import dev.tallystick.token.SessionBinding;
import dev.tallystick.token.Tokens;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a forged request from a real one: by what the browser says of the page that sent it, and by a token that only this
 * site's pages hold. Immutable and safe for use by many threads.
 *
 * <p>The life of one request: a safe method passes. Otherwise the target origin is found, the headers are looked at
 * ({@link OriginCheck}), and the {@link Mode} says what that is worth. Foreign evidence is never rescued by a token. Where a
 * token must hold, the header alone decides if it is there, else the form field does; a token is bound to the secret, the
 * login session and optionally the action.
 *
 * <p>Sources: OWASP CSRF Prevention Cheat Sheet; W3C Fetch Metadata; RFC 9110, section 9.2.1.
 */
public final class CsrfProtection implements Protection {

    static final Decision SAFE = Decision.allow(Rule.SAFE_METHOD, Evidence.NONE);

    private static final System.Logger LOG = System.getLogger("dev.tallystick");
    private static final String MULTIPART_HINT =
            "This view takes no multipart form, so the server can't be asked for its"
                    + " fields: send the token in the header, or declare the view multipart.";
    private static final String BROKEN_BODY_HINT = "The multipart body can't be parsed.";
    private static final String UNREAD_HINT =
            "The form wasn't searched for it: the request was let through for a view that is exempt, and then came to"
                    + " another. Send the token in the header, or exempt the path, or put what changes the request's method or"
                    + " path before Tallystick.";

    private final TargetOrigins targets;
    private final OriginCheck originCheck;
    private final Mode mode;
    private final @Nullable Mode reportMode;
    private final boolean reportOnly;
    private final SecretStore secretStore;
    private final SessionBinding sessionBinding;
    private final Tokens tokens;
    private final RandomSource random;
    private final String parameterName;
    private final String headerName;
    private final @Nullable ReadableCookie readableCookie;
    private final long maxFormBytes;
    private final PathPatterns exemptPaths;
    private final List<Predicate<RequestView>> exemptRequests;
    private final PathPatterns actionPaths;
    private final PathPatterns eagerPaths;
    private final AtomicBoolean proxyWarning = new AtomicBoolean();
    private final AtomicBoolean exemptPageWarning = new AtomicBoolean();

    private CsrfProtection(Builder builder, TargetOrigins targets, CookieSettings cookie) {
        this.targets = targets;
        this.originCheck =
                new OriginCheck(named("trusted-origins", () -> TrustedOrigins.of(builder.trustedOrigins)), targets);
        this.mode = builder.mode;
        this.reportMode = builder.reportMode;
        this.reportOnly = builder.reportOnly;
        this.secretStore = builder.sessionStore ? SecretStore.session() : SecretStore.cookie(cookie);
        this.sessionBinding = builder.sessionBinding;
        this.tokens = new Tokens(builder.keys(), builder.random, builder.clock, builder.maxAge);
        this.random = builder.random;
        this.parameterName = builder.parameterName;
        this.headerName = builder.headerName;
        this.readableCookie = builder.spaCookie == null ? null : new ReadableCookie(builder.spaCookie, cookie);
        this.maxFormBytes = builder.maxFormBytes;
        this.exemptPaths = named("exempt", () -> PathPatterns.of(builder.exemptPaths));
        this.exemptRequests = List.copyOf(builder.exemptRequests);
        this.actionPaths = named("require-action-token", () -> PathPatterns.of(builder.actionPaths));
        this.eagerPaths = named("eager", () -> PathPatterns.of(builder.eagerPaths));
    }

    /** Says which option a message is about. */
    private static <T> T named(String option, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }

    /** A protection whose tokens are made with the keys of this ring. */
    public static Builder builder(KeyRing keys) {
        return new Builder(() -> keys);
    }

    /** A protection that asks for the ring each time, so that keys can be rotated while the application runs. */
    public static Builder builder(Supplier<KeyRing> keys) {
        return new Builder(keys);
    }

    /**
     * A protection with a random key of its own, as {@link KeyRing#random} makes it, which warns: its tokens die with the
     * process, and several nodes don't know each other's.
     */
    public static Builder builder() {
        return new Builder(null);
    }

    @Override
    public Outcome check(RequestView request) {
        Outcome outcome = check(request, mode);
        if (outcome == SAFE || !(outcome instanceof Decision decision)) {
            return outcome;
        }
        if (reportMode != null) {
            Outcome other = check(request, reportMode);
            if (!(other instanceof Decision reported)) {
                return other;
            }
            decision = decision.beside(reported);
        }
        return reportOnly && !decision.isAllowed() ? decision.reportedOnly() : decision;
    }

    @Override
    public @Nullable CsrfProtection csrf(Decision decision) {
        return this;
    }

    @Override
    public boolean needsSession() {
        return secretStore.needsSession() || sessionBinding.needsSession();
    }

    private Outcome check(RequestView request, Mode mode) {
        boolean handshake = false;
        boolean posing = false;
        if (Methods.isSafe(request.method())) {
            String asked = Methods.override(request);
            posing = asked != null && !Methods.isSafe(asked);
            if (!posing) {
                handshake = Handshake.isWebSocket(request);
                if (!handshake) {
                    return SAFE;
                }
            }
        } else {
            handshake = request.isExtendedConnect();
        }
        Origin target = targets.find(request);
        Finding finding = target == null ? null : originCheck.check(request, target);
        if (isExempt(request)) {
            return Decision.allow(Rule.EXEMPTION, finding == null ? Evidence.FOREIGN : finding.evidence());
        }
        if (target == null || finding == null) {
            return Decision.deny(Rule.TARGET_ORIGIN, Evidence.NONE, Reason.BAD_HOST);
        }
        Evidence evidence = finding.evidence();
        Reason foreign = Reason.of(finding);
        if (foreign != null) {
            return Decision.deny(Rule.ORIGIN, evidence, foreign);
        }
        if (handshake) {
            return evidence == Evidence.UNKNOWN && mode == Mode.STRICT
                    ? Decision.deny(Rule.ORIGIN, evidence, Reason.MISSING_ORIGIN)
                    : Decision.allow(Rule.ORIGIN, evidence);
        }
        return switch (mode) {
            case STRICT ->
                evidence == Evidence.UNKNOWN && target.isHttps()
                        ? Decision.deny(Rule.ORIGIN, evidence, Reason.MISSING_ORIGIN)
                        : checkToken(request, target, evidence);
            case ORIGIN_OR_TOKEN ->
                evidence == Evidence.SAME || evidence == Evidence.TRUSTED
                        ? Decision.allow(Rule.ORIGIN, evidence)
                        : checkToken(request, target, evidence);
            case ORIGIN_ONLY ->
                // A link in a mail, or in an old browser: no browser names its page's origin with a GET.
                posing && (evidence == Evidence.USER || evidence == Evidence.UNKNOWN)
                        ? checkToken(request, target, evidence)
                        : Decision.allow(Rule.ORIGIN, evidence);
        };
    }

    /** Whether a page may read a token: by its origin alone, in every mode, since none was sent. */
    Outcome checkReader(RequestView request) {
        Origin target = targets.find(request);
        if (target == null) {
            return Decision.deny(Rule.TARGET_ORIGIN, Evidence.NONE, Reason.BAD_HOST);
        }
        Finding finding = originCheck.check(request, target);
        Reason foreign = Reason.of(finding);
        if (foreign != null) {
            return Decision.deny(Rule.ORIGIN, finding.evidence(), foreign);
        }
        if (request.session() == null && needsSession()) {
            return Need.Session.NEED;
        }
        return Decision.allow(Rule.SERVED, finding.evidence());
    }

    /** Cheap and certain tests first; the body is asked for only when a secret is there to check its token against. */
    private Outcome checkToken(RequestView request, Origin target, Evidence evidence) {
        if (request.session() == null && needsSession()) {
            return Need.Session.NEED;
        }
        List<Secret> secrets = secretStore.read(request, target.isHttps());
        if (secrets.isEmpty()) {
            return denyToken(evidence, Reason.MISSING_SECRET);
        }
        Enumeration<String> lines = request.headers(headerName);
        String sent;
        if (lines.hasMoreElements()) {
            sent = lines.nextElement();
            while (lines.hasMoreElements()) {
                if (!lines.nextElement().equals(sent)) {
                    return denyToken(evidence, Reason.MALFORMED_TOKEN);
                }
            }
        } else {
            FormFields form = request.form();
            if (form == null) {
                return new Need.Form(maxFormBytes);
            }
            List<String> values = form.values(parameterName);
            if (values.isEmpty()) {
                return withoutField(form.state(), evidence);
            }
            sent = values.get(0);
            for (int i = 1; i < values.size(); i++) {
                if (!values.get(i).equals(sent)) {
                    return denyToken(evidence, Reason.MALFORMED_TOKEN);
                }
            }
        }
        Tokens.Parsed token = Tokens.parse(sent);
        if (token == null) {
            return denyToken(evidence, Reason.MALFORMED_TOKEN);
        }
        String action = null;
        if (token.isForAction()) {
            // A hidden field can change the method that the token is bound to.
            if (Methods.override(request) == null) {
                FormFields form = request.form();
                if (form == null) {
                    return new Need.Form(maxFormBytes);
                }
                if (form.state() == FormFields.State.TOO_LARGE) {
                    return denyToken(evidence, Reason.BODY_TOO_LARGE);
                }
                if (form.state() == FormFields.State.UNREAD) {
                    return denyToken(evidence, Reason.WRONG_TOKEN).withHint(UNREAD_HINT);
                }
            }
            action = actionOf(request);
        } else if (demandsAction(request)) {
            return denyToken(evidence, Reason.WRONG_TOKEN);
        }
        Reason reason = Reason.of(tokens.verify(token, secrets, sessionBinding.of(request), action));
        return reason == null ? Decision.allow(Rule.TOKEN, evidence) : denyToken(evidence, reason);
    }

    private static Decision denyToken(Evidence evidence, Reason reason) {
        return Decision.deny(Rule.TOKEN, evidence, reason);
    }

    private static Decision withoutField(FormFields.State state, Evidence evidence) {
        return switch (state) {
            case TOO_LARGE -> denyToken(evidence, Reason.BODY_TOO_LARGE);
            case MULTIPART_NOT_EXPECTED ->
                denyToken(evidence, Reason.MISSING_TOKEN).withHint(MULTIPART_HINT);
            case MALFORMED -> denyToken(evidence, Reason.MISSING_TOKEN).withHint(BROKEN_BODY_HINT);
            case UNREAD -> denyToken(evidence, Reason.MISSING_TOKEN).withHint(UNREAD_HINT);
            case READ, NOT_A_FORM -> denyToken(evidence, Reason.MISSING_TOKEN);
        };
    }

    private boolean isExempt(RequestView request) {
        if (!exemptPaths.isEmpty()) {
            String path = pathOf(request);
            if (path != null && exemptPaths.matches(path)) {
                return true;
            }
        }
        // By index: an iterator would be an object for each request.
        for (int i = 0; i < exemptRequests.size(); i++) {
            if (exemptRequests.get(i).test(request)) {
                return true;
            }
        }
        return request.isHandlerExempt();
    }

    private boolean demandsAction(RequestView request) {
        if (actionPaths.isEmpty()) {
            return false;
        }
        String path = pathOf(request);
        return path == null || demandsAction(path);
    }

    /** Whether only a token for the action itself holds on this path. */
    boolean demandsAction(String routedPath) {
        return actionPaths.matches(routedPath);
    }

    private static @Nullable String actionOf(RequestView request) {
        String path = pathOf(request);
        return path == null ? null : Tokens.action(Methods.effective(request, request.form()), path);
    }

    /** The path that was routed. The router refused path parameters already, unless they are taken off. */
    private static @Nullable String pathOf(RequestView request) {
        String path = request.path();
        return path.indexOf('%') < 0 && path.indexOf(';') < 0 ? path : RequestPath.decode(path, true);
    }

    CsrfToken token(RequestView request, ResponseHead response, Decision decision) {
        return new CsrfToken(this, request, response, decision);
    }

    /** Whether a secret must be kept before the view runs, since its page outgrows the response's buffer. */
    boolean isEager(RequestView request) {
        if (eagerPaths.isEmpty()) {
            return false;
        }
        String path = pathOf(request);
        return path != null && eagerPaths.matches(path);
    }

    boolean hasReadableCookie() {
        return readableCookie != null;
    }

    /** Whether the scripts of the page hold a token that verifies as things are now. */
    boolean holdsReadableToken(RequestView request, Origin target) {
        String value = readableCookie == null ? null : readableCookie.read(request);
        Tokens.Parsed token = value == null ? null : Tokens.parse(value);
        return token != null
                && !token.isForAction()
                && tokens.verify(token, secretStore.read(request, target.isHttps()), sessionOf(request), null)
                        == Tokens.Verdict.VALID;
    }

    void writeReadableCookie(ResponseHead response, boolean https, String token) {
        if (readableCookie != null) {
            readableCookie.write(response, https, token);
        }
    }

    @Nullable
    Origin targetOf(RequestView request) {
        return targets.find(request);
    }

    @Nullable
    String sessionOf(RequestView request) {
        if (sessionBinding.needsSession() && request.session() == null) {
            throw new IllegalStateException(
                    "The session wasn't looked up before a token was rendered, so that it would be"
                            + " bound to none: the adapter must do so before the view runs (RequestView.session)");
        }
        return sessionBinding.of(request);
    }

    /** Whether another site's page started this on a mount that nobody looks at; safe requests aside. */
    boolean isUnseenForgery(RequestView request, Decision decision) {
        if (decision.rule() != Rule.UNPROTECTED || Methods.isSafe(request.method())) {
            return false;
        }
        Origin target = targets.find(request);
        return target == null || originCheck.check(request, target).evidence() == Evidence.FOREIGN;
    }

    SecretStore secretStore() {
        return secretStore;
    }

    Tokens tokens() {
        return tokens;
    }

    Secret newSecret() {
        return Secret.random(random);
    }

    /** The name of the hidden field. */
    public String parameterName() {
        return parameterName;
    }

    /** The name of the header that scripts send the token in. */
    public String headerName() {
        return headerName;
    }

    /** Says once that a proxy seems to end TLS without our knowing, and what to configure. */
    void warnOfProxy(RequestView request) {
        if (!targets.mayBeHttp() || proxyWarning.get()) {
            return;
        }
        Enumeration<String> lines = request.headers("Origin");
        String sent = lines.hasMoreElements() ? lines.nextElement() : null;
        if (sent == null || !Ascii.regionMatches(sent, 0, "https:")) {
            return;
        }
        Origin target = targets.find(request);
        if (target == null || target.isHttps()) {
            return;
        }
        if (OriginCheck.looksLikeProxyEndingTls(sent, target) && proxyWarning.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "A browser at https://{0} sent a request that looks like http here: a proxy seems to end TLS. Set"
                            + " base-url to the address that browsers see, or trusted-proxies to the proxy''s address.",
                    target.host());
        }
    }

    /** Says once that a page was made where only a redirect belongs. */
    void warnOfExemptPage() {
        if (exemptPageWarning.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "A view that is exempt, unprotected or in report-only mode rendered a CSRF token for a request of another"
                            + " site. No cookie is set for it, so the token won't verify: answer such a callback with a 303"
                            + " to a page.");
        }
    }

    /** Collects options; {@link #build()} checks them together. */
    public static final class Builder {

        private final @Nullable Supplier<KeyRing> keys;
        private final List<String> baseUrls = new ArrayList<>();
        private final List<String> trustedOrigins = new ArrayList<>();
        private final List<String> exemptPaths = new ArrayList<>();
        private final List<Predicate<RequestView>> exemptRequests = new ArrayList<>();
        private final List<String> actionPaths = new ArrayList<>();
        private final List<String> eagerPaths = new ArrayList<>();
        private TrustedProxies trustedProxies = TrustedProxies.none();
        private Mode mode = Mode.STRICT;
        private @Nullable Mode reportMode;
        private boolean reportOnly;
        private boolean sessionStore;
        private CookieSettings cookie = CookieSettings.defaults();
        private SessionBinding sessionBinding = SessionBinding.session();
        private @Nullable Duration maxAge;
        private String parameterName = "_csrf";
        private String headerName = "X-CSRF-Token";
        private @Nullable String spaCookie;
        private long maxFormBytes = 1024 * 1024;
        private RandomSource random = RandomSource.system();
        private InstantSource clock = InstantSource.system();

        private Builder(@Nullable Supplier<KeyRing> keys) {
            this.keys = keys;
        }

        /**
         * An origin that the site is served at, as browsers see it, for instance {@code https://bank.example}. Say it
         * wherever it is known: without it the target origin is a guess from {@code Host}. Several are sites of their own.
         */
        public Builder baseUrl(String origin) {
            baseUrls.add(origin);
            return this;
        }

        /** A foreign origin that is let in: exact, or {@code https://*.example.com}. */
        public Builder trustedOrigin(String origin) {
            trustedOrigins.add(origin);
            return this;
        }

        /** Whose forwarded headers count; nobody's by default. Not needed with one base URL. */
        public Builder trustedProxies(TrustedProxies proxies) {
            this.trustedProxies = proxies;
            return this;
        }

        /** {@link Mode#STRICT} by default. */
        public Builder mode(Mode mode) {
            this.mode = mode;
            return this;
        }

        /** A second mode whose decisions are reported beside the enforced ones, to see what it would refuse. */
        public Builder reportMode(Mode mode) {
            this.reportMode = mode;
            return this;
        }

        /** Reports denials and lets the requests pass: for rolling out on a living site, and for nothing else. */
        public Builder reportOnly(boolean reportOnly) {
            this.reportOnly = reportOnly;
            return this;
        }

        /** Keeps the secret in the server session instead of a cookie (synchronizer token). */
        public Builder secretInSession() {
            this.sessionStore = true;
            return this;
        }

        /** The attributes of the secret's cookie; a readable cookie takes over {@code Secure}, {@code SameSite} and path. */
        public Builder cookie(CookieSettings cookie) {
            this.cookie = cookie;
            return this;
        }

        /** What stands for the login session; the server session's id by default. */
        public Builder sessionBinding(SessionBinding binding) {
            this.sessionBinding = binding;
            return this;
        }

        /** How long a token holds after it was rendered; for as long as its session and key by default. */
        public Builder maxAge(Duration maxAge) {
            this.maxAge = maxAge;
            return this;
        }

        /** The names that an existing front end uses; call before the single names to change one of them. */
        public Builder names(NamePreset preset) {
            this.parameterName = preset.parameterName();
            this.headerName = preset.headerName();
            this.spaCookie = preset.spaCookie();
            return this;
        }

        /** The hidden field's name; {@code _csrf} by default. */
        public Builder parameterName(String name) {
            this.parameterName = name;
            return this;
        }

        /** The header's name; {@code X-CSRF-Token} by default. */
        public Builder headerName(String name) {
            this.headerName = name;
            return this;
        }

        /** Keeps a ready token in a cookie of this name that scripts can read, for single-page applications. */
        public Builder spaCookie(String name) {
            this.spaCookie = name;
            return this;
        }

        /** How long a form body may be that is read in search of the token, in bytes; 1 MiB by default. */
        public Builder maxFormBytes(long bytes) {
            this.maxFormBytes = bytes;
            return this;
        }

        /**
         * Lets requests to matching paths through unchecked, whoever's page sent them.
         *
         * @param pathPattern whole segments, {@code *} for one and {@code **} for any number, matched with the path that was
         *     routed
         */
        public Builder insecureExempt(String pathPattern) {
            exemptPaths.add(pathPattern);
            return this;
        }

        /** Lets requests through unchecked for which the predicate holds; it must be fast and free of side effects. */
        public Builder insecureExempt(Predicate<RequestView> requests) {
            exemptRequests.add(requests);
            return this;
        }

        /** Demands a token for the very action on matching paths; one that holds for every action isn't enough there. */
        public Builder requireActionToken(String pathPattern) {
            actionPaths.add(pathPattern);
            return this;
        }

        /** Keeps a secret with the client before the view runs, on paths whose pages render tokens late. */
        public Builder eager(String pathPattern) {
            eagerPaths.add(pathPattern);
            return this;
        }

        /** For tests: where secrets, nonces and random keys come from. */
        public Builder random(RandomSource random) {
            this.random = random;
            return this;
        }

        /** For tests: the time that tokens' ages are reckoned by. */
        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /**
         * @throws IllegalArgumentException if an option has no usable value, or two contradict each other; the message says
         *     what was given and what to write instead
         */
        public CsrfProtection build() {
            TargetOrigins targets = named("base-url", () -> TargetOrigins.of(baseUrls, trustedProxies));
            if (!isName(parameterName, "_-.[]")) {
                throw new IllegalArgumentException("parameter-name '" + parameterName
                        + "' must be letters, digits, _ - . [ or ], for instance _csrf");
            }
            if (!isName(headerName, "_-")) {
                throw new IllegalArgumentException(
                        "header-name '" + headerName + "' must be letters, digits, - or _, for instance X-CSRF-Token");
            }
            if (maxFormBytes < 1 || maxFormBytes > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("max-form-bytes " + maxFormBytes + " must be from 1 to "
                        + Integer.MAX_VALUE + ": bodies are held in memory while they are searched");
            }
            boolean httpsOnly =
                    !baseUrls.isEmpty() && targets.baseUrls().stream().allMatch(Origin::isHttps);
            if (cookie.sameSite() == CookieSettings.SameSite.NONE && !cookie.isSecure(httpsOnly)) {
                throw new IllegalArgumentException(
                        "cookie.same-site None needs Secure, which the cookie gets from https"
                                + " base-urls alone: set cookie.secure to true, or choose Lax");
            }
            return new CsrfProtection(this, targets, cookie);
        }

        private Supplier<KeyRing> keys() {
            if (keys != null) {
                return keys;
            }
            KeyRing ring = KeyRing.random(random);
            return () -> ring;
        }

        private static boolean isName(String name, String marks) {
            for (int i = 0; i < name.length(); i++) {
                char c = name.charAt(i);
                boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
                if (!letterOrDigit && marks.indexOf(c) < 0) {
                    return false;
                }
            }
            return !name.isEmpty();
        }
    }
}
