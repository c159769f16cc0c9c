package dev.tallystick.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the keys {@code tallystick.jwt.*} say, for the module that checks JWTs. Immutable.
 *
 * @param issuer whom tokens must be issued by; null if nothing was said
 * @param audience whom tokens must be meant for; null if nothing was said
 * @param jwks the JWK Set's file or URL; null if there are no keys, and then no token is accepted
 * @param algorithms the signature algorithms that are accepted, as RFC 7518 names them; empty for the module's default
 * @param claims the claims that must be there, each with its value as JSON text
 */
public record JwtSettings(
        @Nullable String issuer,
        @Nullable String audience,
        @Nullable String jwks,
        List<String> algorithms,
        Map<String, String> claims) {

    public JwtSettings {
        algorithms = List.copyOf(algorithms);
        claims = Map.copyOf(new LinkedHashMap<>(claims));
    }
}
