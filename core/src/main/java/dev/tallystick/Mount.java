package dev.tallystick;

import dev.tallystick.http.RequestView;
import org.jspecify.annotations.Nullable;

/**
 * Where a request stands in the routing: the mount that covers it, or one of the paths that are answered without a view. Found
 * once for each request by {@link Guard#mount}, since that is a large part of what a decision costs. Immutable.
 */
public final class Mount {

    private final String prefix;
    private final Protection protection;
    private final @Nullable Served served;
    private final @Nullable CsrfProtection tokensOfUnprotected;

    Mount(String prefix, Protection protection, @Nullable Served served, @Nullable CsrfProtection tokensOfUnprotected) {
        this.prefix = prefix;
        this.protection = protection;
        this.served = served;
        this.tokensOfUnprotected = tokensOfUnprotected;
    }

    /** The prefix of the mount; empty if none covers the request. */
    public String prefix() {
        return prefix;
    }

    Outcome check(RequestView request) {
        return served == null ? protection.check(request) : served.check(request);
    }

    /** Whose tokens the views render: this mount's, and on an unprotected one the router's first. */
    @Nullable
    CsrfProtection csrf(RequestView request, Decision decision) {
        if (served != null) {
            return served.csrf();
        }
        if (protection instanceof Router inner) {
            return inner.csrf(request, decision);
        }
        return decision.rule() == Rule.UNPROTECTED ? tokensOfUnprotected : protection.csrf(decision);
    }

    /** What is answered here without a view; null for nearly every request. */
    @Nullable
    Served served(RequestView request) {
        return served == null && protection instanceof Router inner ? inner.served(request) : served;
    }
}
