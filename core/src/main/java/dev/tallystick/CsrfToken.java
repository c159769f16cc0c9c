package dev.tallystick;

import dev.tallystick.http.HeaderList;
import dev.tallystick.http.RequestView;
import dev.tallystick.http.ResponseHead;
import dev.tallystick.http.SessionView;
import dev.tallystick.origin.Evidence;
import dev.tallystick.origin.Origin;
import dev.tallystick.token.Secret;
import dev.tallystick.token.SecretStore;
import dev.tallystick.token.Tokens;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The CSRF tokens of one request: lazy, so that a page that shows none sets no cookie and stays cacheable. Belongs to the
 * request, and is used by one thread at a time.
 *
 * <p>The first rendering makes sure that the client has a secret (by a cookie, or in the server session) and adds
 * {@code Vary: Cookie} and, unless the application said otherwise, {@code Cache-Control: private, no-cache}.
 *
 * <p>The getters make it a bean, as template engines read it.
 */
public final class CsrfToken {

    private static final String VARIABLE = "_csrf";

    /** Where adapters keep it besides, since a neighbour may take the short name for itself, as Spring Security does. */
    private static final String KEPT = CsrfToken.class.getName();

    private static final String DECISION = "dev.tallystick.decision";

    private static final Set<String> ATTRIBUTES = Set.of("to", "action", "override", "method");

    /** True where the server refused a request by itself, and renders a page that says so. */
    private static final String UNDECIDED = "dev.tallystick.undecided";

    private final CsrfProtection protection;
    private final RequestView request;
    private final ResponseHead response;
    private final boolean mayKeepSecret;
    private @Nullable Secret secret;
    private boolean rendered;
    private @Nullable String renderedFor;

    CsrfToken(CsrfProtection protection, RequestView request, ResponseHead response, Decision decision) {
        this.protection = protection;
        this.request = request;
        this.response = response;
        // What another site's page started must not replace the secret that this site's open pages hold.
        this.mayKeepSecret = decision.evidence() != Evidence.FOREIGN && !protection.isUnseenForgery(request, decision);
    }

    /**
     * The tokens among the variables of a page, or the attributes of a request: what every template engine's part calls.
     *
     * @param variables by name; null for what isn't there
     * @return null where the page writes nothing in a token's place: behind a JWT, which no other site can send, and in the
     *     error page of a request that the server refused before anything was decided
     * @throws IllegalStateException if there are none and should be; the message says what to do
     */
    public static @Nullable CsrfToken find(Function<String, ? extends @Nullable Object> variables) {
        Object found = variables.apply(VARIABLE);
        if (!(found instanceof CsrfToken)) {
            found = variables.apply(KEPT);
        }
        if (found instanceof CsrfToken token) {
            return token;
        }
        if (Boolean.TRUE.equals(variables.apply(UNDECIDED))) {
            return null;
        }
        if (variables.apply(DECISION) instanceof Decision decision) {
            if (decision.principal() != null) {
                return null;
            }
            throw new IllegalStateException("No CSRF protection is mounted whose token this page could render: mount a"
                    + " CsrfProtection, or leave the hidden field out.");
        }
        throw new IllegalStateException(
                "The page has no CSRF token under " + VARIABLE + ": let the request come through"
                        + " Tallystick's filter, and hand the page the request's attributes; where its model is a map, fill it with"
                        + " model.putAll(CsrfToken.model(request::getAttribute)).");
    }

    /**
     * What {@link #find} looks for, for an engine that doesn't see the request's attributes: to be put into the page's model.
     *
     * @param attributes of the request, by name; null for what isn't there
     * @throws IllegalStateException as {@link #find}
     */
    public static Map<String, Object> model(Function<String, ? extends @Nullable Object> attributes) {
        Map<String, Object> model = new HashMap<>();
        CsrfToken token = find(attributes);
        if (token != null) {
            model.put(VARIABLE, token);
        }
        for (String name : List.of(DECISION, UNDECIDED)) {
            Object value = attributes.apply(name);
            if (value != null) {
                model.put(name, value);
            }
        }
        return model;
    }

    /**
     * The hidden field that a template asks for by attributes, as the part of every engine that has functions or elements
     * writes it. Without attributes it is {@link #hiddenField}. Those there are:
     *
     * <ul>
     *   <li>{@code to}, the form's action, where it comes from data: {@link #hiddenFieldFor}, so another site gets none;
     *   <li>{@code action}, the form's action, for a token that holds for it alone: {@link #actionFieldFor};
     *   <li>{@code override}, with {@code action}: what a hidden field {@code _method} of the form asks for;
     *   <li>{@code method} of the form, {@code post} where it isn't said.
     * </ul>
     *
     * @param variables of the page, as for {@link #find}
     * @param attributes by name; of a value counts what its {@code toString} says, as the browser reads it, not escaped
     * @return the empty string where the form must have none, and behind a JWT
     * @throws IllegalArgumentException if there is no such attribute, or they contradict each other
     * @throws IllegalStateException as {@link #find} and {@link #value()}
     */
    public static String field(
            Function<String, ? extends @Nullable Object> variables,
            Map<String, ? extends @Nullable Object> attributes) {
        for (String name : attributes.keySet()) {
            if (!ATTRIBUTES.contains(name)) {
                throw new IllegalArgumentException("The CSRF field has no attribute \"" + name
                        + "\": write to, action, override or method, or none of them.");
            }
        }
        boolean bound = attributes.containsKey("action");
        if (bound && attributes.containsKey("to")) {
            throw new IllegalArgumentException(
                    "The CSRF field has both to and action: write action for a token that holds"
                            + " for this form alone, to for one that holds for every form.");
        }
        if (!bound && attributes.containsKey("override")) {
            throw new IllegalArgumentException(
                    "The CSRF field has override, which says more of the form's action, but no"
                            + " action: write that too, or leave override out.");
        }
        CsrfToken token = find(variables);
        if (token == null) {
            return "";
        }
        String method = attributes.containsKey("method") ? text(attributes, "method") : "post";
        return bound
                ? token.actionFieldFor(method, text(attributes, "action"), text(attributes, "override"))
                : token.hiddenFieldFor(method, text(attributes, "to"));
    }

    private static @Nullable String text(Map<String, ? extends @Nullable Object> attributes, String name) {
        Object value = attributes.get(name);
        return value == null ? null : value.toString();
    }

    /**
     * A token that holds for every action; each call renders a new one.
     *
     * @throws IllegalStateException if a cookie must be set for it and the response is committed
     */
    public String value() {
        return render(null);
    }

    /**
     * A token that holds for one action alone.
     *
     * @param method as the request will have it, an override included, for instance {@code POST}
     * @param path below the application's root, percent-decoded, without query
     * @throws IllegalStateException as {@link #value()}
     */
    public String forAction(String method, String path) {
        return render(Tokens.action(method, path));
    }

    /** The name of the hidden field. */
    public String parameterName() {
        return protection.parameterName();
    }

    /** The name of the header that scripts send. */
    public String headerName() {
        return protection.headerName();
    }

    /** The hidden field of a form, as HTML, ready to be written unescaped. */
    public String hiddenField() {
        return hiddenField(value());
    }

    /** The hidden field of a form whose token holds for one action alone, as {@link #forAction}. */
    public String hiddenFieldForAction(String method, String path) {
        return hiddenField(forAction(method, path));
    }

    /**
     * Whether browsers post a form with this method: only {@code post}, in any case. One with any other they send by {@code
     * GET}, and its fields stand in the URL, or not at all.
     *
     * @param method of the form, as in HTML; null and empty both mean {@code get}
     */
    public static boolean isPosted(@Nullable String method) {
        return FormAction.isPosted(method);
    }

    /**
     * Whether a form with this action sends its fields to this site, and certainly to no other: a reference without scheme
     * and host, or an absolute one whose origin is the one that this request was meant for. Another site stays another where
     * it is trusted to send requests here. What a browser could read as another place, or what no browser would be sent, is
     * not this site.
     *
     * <p>Looks at the action alone: a page with {@code <base href>} of another site sends relative forms there.
     *
     * @param action as the browser reads it, not escaped; null and empty both mean the page itself
     */
    public boolean isOwnAction(@Nullable String action) {
        return FormAction.own(action, this::site) != null;
    }

    /**
     * The hidden field of a form, as HTML; the empty string where the form must have none. Only {@code post} gets one:
     * browsers send a form with any other method by {@code GET}, and its fields stand in the URL. And only {@linkplain
     * #isOwnAction this site's own} forms do.
     *
     * @param method of the form, as in HTML; null and empty both mean {@code get}
     * @param action of the form, as the browser reads it, not escaped; null and empty both mean the page itself
     */
    public String hiddenFieldFor(@Nullable String method, @Nullable String action) {
        return hiddenFieldUnlessEmpty(valueFor(method, action));
    }

    /** The value of the field that {@link #hiddenFieldFor} writes; the empty string where the form must have none. */
    public String valueFor(@Nullable String method, @Nullable String action) {
        return FormAction.isPosted(method) && isOwnAction(action) ? value() : "";
    }

    /**
     * The value of a form's field, of the kind that its path demands: as {@link #actionValueFor} where {@linkplain
     * CsrfProtection.Builder#requireActionToken a token for the very action is demanded} and the action says its path, else as
     * {@link #valueFor}.
     *
     * @param override what a hidden field {@code _method} of the form asks for; null or empty if it has none
     */
    public String demandedValueFor(@Nullable String method, @Nullable String action, @Nullable String override) {
        FormAction own = FormAction.isPosted(method) ? FormAction.own(action, this::site) : null;
        if (own == null) {
            return "";
        }
        String path = own.routedPathIfSaid(request.contextPath());
        return path != null && protection.demandsAction(path)
                ? forAction(own.effectiveMethod(override), path)
                : value();
    }

    /**
     * As {@link #hiddenFieldFor}, with a token that holds for this form's action alone.
     *
     * @param action of the form, not relative to the page; what the browser makes of it, and the server of that, is the same
     *     as for {@link #forAction}
     * @param override what a hidden field {@code _method} of the form asks for; null or empty if it has none
     * @throws IllegalArgumentException if the action doesn't say by which path its request will be routed; the message says
     *     what to write
     */
    public String actionFieldFor(@Nullable String method, @Nullable String action, @Nullable String override) {
        return hiddenFieldUnlessEmpty(actionValueFor(method, action, override));
    }

    /** The value of the field that {@link #actionFieldFor} writes; the empty string where the form must have none. */
    public String actionValueFor(@Nullable String method, @Nullable String action, @Nullable String override) {
        FormAction own = FormAction.isPosted(method) ? FormAction.own(action, this::site) : null;
        return own == null ? "" : forAction(own.effectiveMethod(override), own.routedPath(request.contextPath()));
    }

    /** What scripts read, as HTML for the page's head: the token, the header to send it in, and the field's name. */
    public String metaTags() {
        return meta("csrf-token", value())
                + meta("csrf-header", headerName())
                + meta("csrf-parameter", parameterName());
    }

    /** {@link #value()}, for template engines. */
    public String getToken() {
        return value();
    }

    /** {@link #parameterName()}, for template engines. */
    public String getParameterName() {
        return parameterName();
    }

    /** {@link #headerName()}, for template engines. */
    public String getHeaderName() {
        return headerName();
    }

    /** {@link #hiddenField()}, for template engines. */
    public String getHiddenField() {
        return hiddenField();
    }

    /** {@link #metaTags()}, for template engines. */
    public String getMetaTags() {
        return metaTags();
    }

    /** Whether a cookie may be set for this request's answer. */
    boolean mayKeepSecret() {
        return mayKeepSecret;
    }

    boolean hasReadableCookie() {
        return protection.hasReadableCookie();
    }

    /** Keeps a secret with the client now, so that a page can render tokens after its response is committed. */
    void prepare() {
        obtainSecret();
        addHeaders();
    }

    /** Hands the scripts of a single-page application a token that verifies, if the one they have doesn't. */
    void renewReadableCookie() {
        Origin target = protection.targetOf(request);
        if (target != null && !protection.holdsReadableToken(request, target)) {
            writeReadableCookie(target);
        }
    }

    /** Hands them another, since the session that theirs was bound to has changed. */
    void replaceReadableCookie() {
        Origin target = protection.targetOf(request);
        if (target != null && !wouldBeginSession()) {
            writeReadableCookie(target);
        }
    }

    /** A logout must stay one: where the secret lived in the session that ended, keeping another would begin a new one. */
    private boolean wouldBeginSession() {
        SessionView session = request.session();
        return protection.secretStore().needsSession() && (session == null || session.id() == null);
    }

    private void writeReadableCookie(Origin target) {
        Secret current = obtainSecret();
        addHeaders();
        if (!isPrivate(response.headers("Cache-Control"))) {
            response.addHeader("Cache-Control", "private");
        }
        String token = protection.tokens().issue(current, protection.sessionOf(request), null);
        protection.writeReadableCookie(response, target.isHttps(), token);
    }

    /** Whether tokens were rendered that the session as it is now has made useless. */
    boolean isOutlived() {
        return rendered && !Objects.equals(renderedFor, protection.sessionOf(request));
    }

    private String render(@Nullable String action) {
        Secret current = obtainSecret();
        if (!rendered && !response.isCommitted()) {
            addHeaders();
        }
        rendered = true;
        renderedFor = protection.sessionOf(request);
        return protection.tokens().issue(current, renderedFor, action);
    }

    private Secret obtainSecret() {
        SecretStore store = protection.secretStore();
        // A session may have ended since; a cookie, once set, is sent.
        Secret current = store.needsSession() ? null : secret;
        if (current == null) {
            Origin target = protection.targetOf(request);
            boolean https = target == null ? request.scheme().equals("https") : target.isHttps();
            List<Secret> kept = store.read(request, https);
            current = kept.isEmpty() ? newSecret(store, https) : kept.get(kept.size() - 1);
            secret = current;
        }
        return current;
    }

    private Secret newSecret(SecretStore store, boolean https) {
        Secret made = protection.newSecret();
        if (!mayKeepSecret) {
            protection.warnOfExemptPage();
            return made;
        }
        if (store.writesHeader() && response.isCommitted()) {
            throw new IllegalStateException(
                    "The CSRF token was asked for after the response was committed, and its cookie"
                            + " can't be set any more: ask for it before the page is written, enlarge the response's buffer, or name"
                            + " the page's path with CsrfProtection.Builder.eager");
        }
        return store.write(request, response, https, made);
    }

    private void addHeaders() {
        if (!variesByCookie(response.headers("Vary"))) {
            response.addHeader("Vary", "Cookie");
        }
        if (response.headers("Cache-Control").isEmpty()) {
            response.addHeader("Cache-Control", "private, no-cache");
        }
    }

    private static boolean variesByCookie(Collection<String> vary) {
        for (String line : vary) {
            if (HeaderList.names(line, "Cookie") || HeaderList.names(line, "*")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPrivate(Collection<String> cacheControl) {
        for (String line : cacheControl) {
            if (HeaderList.names(line, "private") || HeaderList.names(line, "no-store")) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Origin site() {
        return protection.targetOf(request);
    }

    private String hiddenFieldUnlessEmpty(String value) {
        return value.isEmpty() ? "" : hiddenField(value);
    }

    private static String meta(String name, String content) {
        // Neither a token nor the names, which were checked when the protection was built, need escaping.
        return "<meta name=\"" + name + "\" content=\"" + content + "\">";
    }

    private String hiddenField(String value) {
        // The token is base64url, and the name was checked to need no escaping when the protection was built.
        return "<input type=\"hidden\" name=\"" + parameterName() + "\" value=\"" + value + "\">";
    }

    /** Never shows a token. */
    @Override
    public String toString() {
        return "CsrfToken[" + parameterName() + "]";
    }
}
