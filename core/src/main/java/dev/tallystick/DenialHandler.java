package dev.tallystick;

import dev.tallystick.http.RequestView;

/**
 * Replaces what a denial says, never its status nor its {@code Cache-Control: no-store}. The page must not reload itself:
 * Chromium would send the attacker's form again, as one of this site's own. Safe for use by many threads.
 */
@FunctionalInterface
public interface DenialHandler {

    /**
     * What to answer instead of {@code standard}, which may be returned as it is.
     *
     * @param decision the denial, with its reason
     */
    Denial.Content content(RequestView request, Decision decision, Denial.Content standard);
}
