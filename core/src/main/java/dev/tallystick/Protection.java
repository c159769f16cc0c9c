package dev.tallystick;

import dev.tallystick.http.RequestView;
import org.jspecify.annotations.Nullable;

/**
 * Decides one request. Checking has no side effect but reading; the adapter enforces what was decided before any handler
 * runs. Implementations are immutable and safe for use by many threads.
 *
 * <p>A protection of one's own takes part in mounts, denials and reports like those that are built in.
 */
@FunctionalInterface
public interface Protection {

    /**
     * Decides, or says what it needs first. Never throws on account of what a client sent.
     *
     * @return the same decision each time for the same request
     */
    Outcome check(RequestView request);

    /**
     * The CSRF protection whose tokens the views behind this decision render; null if they render none, as behind a JWT.
     *
     * @param decision that this protection made
     */
    default @Nullable CsrfProtection csrf(Decision decision) {
        return null;
    }

    /**
     * Whether {@link #check} can ask for the server session: then it must be said where that is on a server that has none of
     * its own. To be overridden where another protection is called that {@linkplain Need.Session needs} it.
     */
    default boolean needsSession() {
        return false;
    }

    /** Denies every request, {@link Reason#NO_PROTECTION}. */
    static Protection denyAll() {
        return FixedProtection.DENY_ALL;
    }

    /**
     * Protects nothing: every request is allowed. For what changes no state, or is public.
     *
     * <p>Its views can still render tokens, of the router's first CSRF protection.
     */
    static Protection none() {
        return FixedProtection.NONE;
    }

    /**
     * One mount for both kinds of client: a request with an {@code Authorization} header of scheme {@code Bearer} is the
     * JWT's alone to decide, and no ambient login reaches the view; any other is checked for forgery.
     */
    static Protection bearerOr(Protection jwt, CsrfProtection csrf) {
        return new BearerOrCsrf(jwt, csrf);
    }
}
