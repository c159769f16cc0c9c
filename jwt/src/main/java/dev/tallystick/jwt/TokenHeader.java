package dev.tallystick.jwt;

import dev.tallystick.http.Ascii;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What counts of a token's JOSE header. Keys that it brings along or points at ({@code jwk}, {@code jku}, {@code x5c},
 * {@code x5u}) don't.
 *
 * @param algorithm that the token says it is signed with, accepted here
 * @param keyId of the key that it says it is signed with; null if it doesn't say
 */
record TokenHeader(SignatureAlgorithm algorithm, @Nullable String keyId) {

    /** Null if the header asks for what isn't accepted here. */
    static @Nullable TokenHeader of(
            Map<String, @Nullable Object> header, Map<String, SignatureAlgorithm> acceptedAlgorithms) {
        // Extensions that must be understood, unencoded payloads, encryption, compression: whoever needs them is
        // elsewhere.
        if (header.containsKey("crit")
                || header.containsKey("b64")
                || header.containsKey("enc")
                || header.containsKey("zip")) {
            return null;
        }
        if (header.containsKey("typ") && !isType(header.get("typ"), "JWT") && !isType(header.get("typ"), "at+jwt")) {
            return null;
        }
        // A token within a token.
        if (isType(header.get("cty"), "JWT")) {
            return null;
        }
        SignatureAlgorithm algorithm = header.get("alg") instanceof String name ? acceptedAlgorithms.get(name) : null;
        Object keyId = header.get("kid");
        if (algorithm == null || header.containsKey("kid") && !(keyId instanceof String)) {
            return null;
        }
        return new TokenHeader(algorithm, (String) keyId);
    }

    /** Media types are compared in any case, and may leave out {@code application/} (RFC 7515, section 4.1.9). */
    private static boolean isType(@Nullable Object value, String type) {
        String prefix = "application/";
        return value instanceof String text
                && (Ascii.equalsIgnoreCase(text, type)
                        || Ascii.regionMatches(text, 0, prefix)
                                && Ascii.equalsIgnoreCase(text.substring(prefix.length()), type));
    }
}
