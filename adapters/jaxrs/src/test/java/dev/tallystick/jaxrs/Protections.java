package dev.tallystick.jaxrs;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Decision;
import dev.tallystick.Protection;
import dev.tallystick.Reason;
import dev.tallystick.Rule;
import dev.tallystick.http.Bearer;
import dev.tallystick.origin.Evidence;
import dev.tallystick.token.KeyRing;
import dev.tallystick.token.SessionBinding;
import java.security.Principal;

/** What these tests mount. */
final class Protections {

    private static final KeyRing KEYS = KeyRing.parse("test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");

    private Protections() {}

    /** Strict, and bound to no login: most of these sites have none. */
    static CsrfProtection.Builder csrf() {
        return CsrfProtection.builder(KEYS).sessionBinding(SessionBinding.none());
    }

    /** Bound to the login session, as is the default. */
    static CsrfProtection.Builder boundCsrf() {
        return CsrfProtection.builder(KEYS);
    }

    /** Stands for a JWT's door: the credential is the user's name. */
    static Protection jwt() {
        return request -> {
            var lines = request.headers("Authorization");
            String line = lines.hasMoreElements() ? lines.nextElement() : "";
            if (!Bearer.isBearer(line)) {
                return Decision.deny(Rule.JWT, Evidence.NONE, Reason.MISSING_JWT);
            }
            String name = Bearer.token(line);
            Principal principal = () -> name;
            return Decision.allow(Rule.JWT, principal);
        };
    }
}
