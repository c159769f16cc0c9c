package dev.tallystick.helidon;

import dev.tallystick.Decision;
import dev.tallystick.Outcome;
import dev.tallystick.Protection;
import dev.tallystick.Reason;
import dev.tallystick.Rule;
import dev.tallystick.http.Bearer;
import dev.tallystick.http.RequestView;
import dev.tallystick.origin.Evidence;
import java.util.Enumeration;

/** Stands for a JWT protection: {@code Authorization: Bearer NAME} is who it says. */
final class BearerDoor implements Protection {

    @Override
    public Outcome check(RequestView request) {
        Enumeration<String> lines = request.headers("Authorization");
        if (!lines.hasMoreElements()) {
            return Decision.deny(Rule.JWT, Evidence.NONE, Reason.MISSING_JWT);
        }
        String name = Bearer.token(lines.nextElement());
        return Decision.allow(Rule.JWT, () -> name);
    }
}
