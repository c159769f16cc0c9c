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
import java.util.List;
import java.util.Objects;
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
        store.write(request, response, https, made);
        return made;
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
