package dev.tallystick.jdkhttpserver;

import com.sun.net.httpserver.HttpPrincipal;
import java.security.Principal;

/** Whom a JWT named, as this server shows users. It has no realm, and its name is the JWT's subject alone. */
final class BearerPrincipal extends HttpPrincipal {

    BearerPrincipal(Principal principal) {
        super(principal.getName(), "");
    }

    @Override
    public String getName() {
        return getUsername();
    }
}
