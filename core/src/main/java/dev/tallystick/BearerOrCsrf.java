package dev.tallystick;

import dev.tallystick.http.Bearer;
import dev.tallystick.http.RequestView;
import org.jspecify.annotations.Nullable;

/** Lets the credential choose the protection. */
record BearerOrCsrf(Protection jwt, CsrfProtection csrf) implements Protection {

    @Override
    public Outcome check(RequestView request) {
        return Bearer.isPresent(request) ? jwt.check(request) : csrf.check(request);
    }

    @Override
    public @Nullable CsrfProtection csrf(Decision decision) {
        return decision.principal() == null ? csrf : null;
    }

    @Override
    public boolean needsSession() {
        return jwt.needsSession() || csrf.needsSession();
    }
}
