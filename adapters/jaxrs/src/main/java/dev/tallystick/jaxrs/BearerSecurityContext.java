package dev.tallystick.jaxrs;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;

/** Whom a JWT named: none of the container's users, in none of its roles. */
final class BearerSecurityContext implements SecurityContext {

    private final Principal principal;
    private final boolean secure;

    BearerSecurityContext(Principal principal, boolean secure) {
        this.principal = principal;
        this.secure = secure;
    }

    @Override
    public Principal getUserPrincipal() {
        return principal;
    }

    @Override
    public boolean isUserInRole(String role) {
        return false;
    }

    @Override
    public boolean isSecure() {
        return secure;
    }

    @Override
    public String getAuthenticationScheme() {
        return "Bearer";
    }
}
