package dev.tallystick.jwt;

import java.security.Principal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whom a verified token names, with everything that its issuer says about them. Immutable. */
public final class JwtPrincipal implements Principal {

    private final String name;
    private final Map<String, @Nullable Object> claims;

    JwtPrincipal(String name, Map<String, @Nullable Object> claims) {
        this.name = name;
        this.claims = claims;
    }

    /** The token's subject, the claim {@code sub}. */
    @Override
    public String getName() {
        return name;
    }

    /**
     * All claims of the token, in its order and unmodifiable at every depth: {@code Map}, {@code List}, {@code String},
     * {@code Boolean}, {@code Long}, {@code BigDecimal} for a number that is no {@code long}, or null.
     */
    public Map<String, @Nullable Object> claims() {
        return claims;
    }

    /** Principals are the same if all claims are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JwtPrincipal principal && claims.equals(principal.claims);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** The name alone: claims are nobody's business in a log. */
    @Override
    public String toString() {
        return name;
    }
}
