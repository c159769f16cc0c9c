package dev.tallystick;

import dev.tallystick.origin.Finding;
import dev.tallystick.token.Tokens;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was denied: a stable code for logs, metrics, tests and documents, the HTTP status, what it means and what
 * to do.
 */
public enum Reason {
    CONFLICTING_HEADERS(
            "conflicting-headers",
            403,
            "A header that says where the request comes from stands there twice, or holds a list.",
            "Send Origin, Sec-Fetch-Site and Referer once each; look for a proxy that adds or merges headers."),
    BAD_FETCH_METADATA(
            "bad-fetch-metadata",
            403,
            "Sec-Fetch-Site holds a value that no browser sends.",
            "Leave Sec-Fetch-Site to the browser; other clients send none."),
    CROSS_SITE(
            "cross-site",
            403,
            "The browser says that another site sent this request.",
            "Start from a page of this site; if the other site is yours, declare its origin trusted."),
    UNTRUSTED_ORIGIN(
            "untrusted-origin",
            403,
            "The request comes from a page of an origin that is neither this site's nor trusted.",
            "Start from a page of this site; if the origin is yours, declare it trusted, or set base-url if a proxy changes"
                    + " Host or ends TLS."),
    NULL_ORIGIN(
            "null-origin",
            403,
            "The request comes from a page that has no origin, such as a sandboxed frame or a redirect between sites.",
            "Start from an ordinary page of this site; let its Referrer-Policy be same-origin instead of no-referrer."),
    MALFORMED_ORIGIN(
            "malformed-origin",
            403,
            "The Origin header holds something that is no origin.",
            "Leave Origin to the browser; other clients send none."),
    UNTRUSTED_REFERER(
            "untrusted-referer",
            403,
            "The request comes from a page, named by Referer, of an origin that is neither this site's nor trusted.",
            "Start from a page of this site; if the origin is yours, declare it trusted, or set base-url if a proxy changes"
                    + " Host or ends TLS."),
    INSECURE_REFERER(
            "insecure-referer",
            403,
            "The request comes from a page that was not encrypted, and this site is.",
            "Open the page by https and send the form from there."),
    MALFORMED_REFERER(
            "malformed-referer",
            403,
            "The Referer header holds something that is no URL.",
            "Leave Referer to the browser; other clients send none."),
    MISSING_ORIGIN(
            "missing-origin",
            403,
            "Nothing in the request says which page sent it; every current browser says so.",
            "Let a proxy or extension that removes Origin, Referer and Sec-Fetch-Site pass them; a client that is no browser"
                    + " uses a mount protected by JWT."),
    BAD_HOST(
            "bad-host",
            403,
            "The host that the request is meant for is missing, repeated, contradicted, or not one of this site's.",
            "Use the site's own address; behind a proxy, set base-url or trusted-proxies."),
    MISSING_SECRET(
            "missing-secret",
            403,
            "The browser sent no secret to check the token against: its cookie or session is gone, or was never set.",
            "Allow cookies for this site, load the page again and send it from there."),
    MISSING_TOKEN(
            "missing-token",
            403,
            "The request holds no CSRF token, neither in the header nor in the form.",
            "Load the page again and send it from there; developers: put the hidden field in the form, or send the header."),
    MALFORMED_TOKEN(
            "malformed-token",
            403,
            "The CSRF token isn't one of ours, or two different ones were sent.",
            "Load the page again and send it from there; developers: send the token once and unchanged."),
    UNKNOWN_KEY(
            "unknown-key",
            403,
            "The CSRF token was made with a key that this server doesn't have (any more).",
            "Load the page again and send it from there; developers: configure shared keys that outlive a restart."),
    EXPIRED_TOKEN(
            "expired-token",
            403,
            "The page was open for longer than its CSRF token holds.",
            "Load the page again and send it from there."),
    WRONG_TOKEN(
            "wrong-token",
            403,
            "The CSRF token belongs to another session, another browser or another action.",
            "Load the page again, after signing in if need be, and send it from there."),
    AMBIGUOUS_PATH(
            "ambiguous-path",
            400,
            "The path could be read in more than one way.",
            "Write the path without dot segments, empty segments, path parameters and encoded separators."),
    NO_PROTECTION(
            "no-protection",
            403,
            "Nothing is served here.",
            "Use one of the site's own addresses; developers: mount a protection that covers this path."),
    MISSING_JWT(
            "missing-jwt",
            401,
            "The request holds no access token.",
            "Send the header Authorization: Bearer with a token for this service."),
    MALFORMED_JWT(
            "malformed-jwt",
            401,
            "The Authorization header holds no readable token, or stands there twice.",
            "Send one header Authorization: Bearer with a signed JWT."),
    INVALID_JWT(
            "invalid-jwt",
            401,
            "The access token's signature, issuer, audience or form isn't accepted here.",
            "Get a new access token for this service and send that."),
    EXPIRED_JWT(
            "expired-jwt",
            401,
            "The access token isn't valid any more, or not yet.",
            "Get a new access token and send that; check the clock of whoever issues it."),
    MISSING_CLAIM(
            "missing-claim",
            403,
            "The access token is valid and doesn't allow this kind of client.",
            "Get an access token that carries the claim this service asks for."),
    BODY_TOO_LARGE(
            "body-too-large",
            413,
            "The form is longer than is read in search of a CSRF token.",
            "Send the token in the header, or less in the form; developers: raise max-form-bytes.");

    private final String code;
    private final int status;
    private final String meaning;
    private final String advice;

    Reason(String code, int status, String meaning, String advice) {
        this.code = code;
        this.status = status;
        this.meaning = meaning;
        this.advice = advice;
    }

    /** The stable code, for instance {@code wrong-token}. */
    public String code() {
        return code;
    }

    /** The HTTP status of a denial for this reason. */
    public int status() {
        return status;
    }

    /** What happened, in a sentence for the one who reads the denial. */
    public String meaning() {
        return meaning;
    }

    /** What to do next, in a sentence. */
    public String advice() {
        return advice;
    }

    /** The reason why foreign evidence is refused; null for evidence that isn't foreign. */
    static @Nullable Reason of(Finding finding) {
        return switch (finding) {
            case SAME, TRUSTED, USER, UNKNOWN -> null;
            case CONFLICTING_HEADERS -> CONFLICTING_HEADERS;
            case BAD_FETCH_METADATA -> BAD_FETCH_METADATA;
            case CROSS_SITE -> CROSS_SITE;
            case UNTRUSTED_ORIGIN -> UNTRUSTED_ORIGIN;
            case NULL_ORIGIN -> NULL_ORIGIN;
            case MALFORMED_ORIGIN -> MALFORMED_ORIGIN;
            case UNTRUSTED_REFERER -> UNTRUSTED_REFERER;
            case INSECURE_REFERER -> INSECURE_REFERER;
            case MALFORMED_REFERER -> MALFORMED_REFERER;
        };
    }

    /** The reason why a token of this verdict is refused; null for one that holds. */
    static @Nullable Reason of(Tokens.Verdict verdict) {
        return switch (verdict) {
            case VALID -> null;
            case UNKNOWN_KEY -> UNKNOWN_KEY;
            case EXPIRED -> EXPIRED_TOKEN;
            case WRONG -> WRONG_TOKEN;
        };
    }
}
