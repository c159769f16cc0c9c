package dev.tallystick.tck.templates;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Decision;
import dev.tallystick.Outcome;
import dev.tallystick.Protection;
import dev.tallystick.Reason;
import dev.tallystick.Router;
import dev.tallystick.Rule;
import dev.tallystick.http.Bearer;
import dev.tallystick.http.RequestView;
import dev.tallystick.origin.Evidence;
import dev.tallystick.token.KeyRing;
import java.security.Principal;

/**
 * The doors that pages are tested behind: {@code /web} is guarded, and below {@code /web/pay} each form needs a token of its
 * own; nothing guards {@code /open}; {@code /mobile} lets any bearer token in, as if it were a JWT.
 */
public final class Doors {

    private static final KeyRing KEYS = KeyRing.parse("a:" + "A".repeat(43));
    private static final Principal PHONE = () -> "phone";

    private Doors() {}

    /** A protection that all mounts' pages render tokens of. */
    public static Router router() {
        return Router.builder()
                .mount(
                        "/web",
                        CsrfProtection.builder(KEYS)
                                .requireActionToken("/web/pay/**")
                                .eager("/web/eager/**")
                                .build())
                .mount("/open", Protection.none())
                .mount("/mobile", Doors::checkBearer)
                .otherwise(Protection.denyAll())
                .build();
    }

    private static Outcome checkBearer(RequestView request) {
        return Bearer.isPresent(request)
                ? Decision.allow(Rule.JWT, PHONE)
                : Decision.deny(Rule.JWT, Evidence.NONE, Reason.MISSING_JWT);
    }
}
