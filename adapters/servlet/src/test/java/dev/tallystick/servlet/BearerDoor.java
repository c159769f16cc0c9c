package dev.tallystick.servlet;

import dev.tallystick.Decision;
import dev.tallystick.Outcome;
import dev.tallystick.Protection;
import dev.tallystick.Reason;
import dev.tallystick.Rule;
import dev.tallystick.http.Bearer;
import dev.tallystick.http.RequestView;
import dev.tallystick.origin.Evidence;
import java.security.Principal;

/** Stands for the JWT's protection, which this module doesn't know: the credential is the subject's name. */
final class BearerDoor implements Protection {

    private record Subject(String getName) implements Principal {
        @Override
        public String toString() {
            return getName;
        }
    }

    @Override
    public Outcome check(RequestView request) {
        return Bearer.isPresent(request)
                ? Decision.allow(
                        Rule.JWT,
                        new Subject(
                                Bearer.token(request.headers("Authorization").nextElement())))
                : Decision.deny(Rule.JWT, Evidence.NONE, Reason.MISSING_JWT);
    }
}
