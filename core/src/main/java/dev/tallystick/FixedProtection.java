package dev.tallystick;

import dev.tallystick.http.RequestView;
import dev.tallystick.origin.Evidence;

/** The protections that look at nothing. */
enum FixedProtection implements Protection {
    DENY_ALL(Decision.deny(Rule.NO_PROTECTION, Evidence.NONE, Reason.NO_PROTECTION)),
    NONE(Decision.allow(Rule.UNPROTECTED, Evidence.NONE));

    private final Decision decision;

    FixedProtection(Decision decision) {
        this.decision = decision;
    }

    @Override
    public Outcome check(RequestView request) {
        return decision;
    }
}
