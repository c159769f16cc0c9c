package dev.tallystick.jwt;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The public keys of a JWK Set that tokens may be signed for. Immutable. */
final class KeySet {

    static final KeySet EMPTY = new KeySet(List.of(), List.of());

    /** What a public key has none of, whatever its type. */
    private static final Set<String> PRIVATE_MEMBERS = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "priv");

    private final List<VerificationKey> keys;
    private final List<String> remarks;

    private KeySet(List<VerificationKey> keys, List<String> remarks) {
        this.keys = List.copyOf(keys);
        this.remarks = List.copyOf(remarks);
    }

    /**
     * @throws IllegalArgumentException if it holds private keys or none that can verify
     */
    static KeySet of(JWKSet set) {
        return ofMembers(set.toJSONObject(false));
    }

    /**
     * @param utf8 the text of a JWK Set (RFC 7517, section 5)
     * @throws IllegalArgumentException if it is none, holds private keys, or none that can verify; the message quotes nothing
     */
    static KeySet parse(byte[] utf8) {
        Map<String, @Nullable Object> members = Json.object(Json.parse(utf8).value());
        if (members == null) {
            throw new IllegalArgumentException("it is no JWK Set: that is a JSON object {\"keys\":[...]}");
        }
        return ofMembers(members);
    }

    private static KeySet ofMembers(Map<String, ? extends @Nullable Object> members) {
        if (!(members.get("keys") instanceof List<?> jwks)) {
            throw new IllegalArgumentException("it is no JWK Set: that is a JSON object {\"keys\":[...]}");
        }
        List<VerificationKey> keys = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        for (int i = 0; i < jwks.size(); i++) {
            Map<String, @Nullable Object> jwk = Json.object(jwks.get(i));
            if (jwk == null) {
                remarks.add(remark(i, "it is no JSON object"));
            } else if ("oct".equals(jwk.get("kty"))) {
                remarks.add(remark(i, "it is a shared secret, and whoever can verify with it can also sign"));
            } else if (!Collections.disjoint(jwk.keySet(), PRIVATE_MEMBERS)) {
                throw new IllegalArgumentException("key " + (i + 1)
                        + " is a private key: publish public keys only, and replace this one if others could read it");
            } else {
                add(jwk, i, keys, remarks);
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("it holds no public key that can verify signatures"
                    + (remarks.isEmpty() ? "" : "; " + String.join("; ", remarks)));
        }
        return new KeySet(keys, remarks);
    }

    private static void add(
            Map<String, @Nullable Object> jwk, int index, List<VerificationKey> keys, List<String> remarks) {
        JWK parsed;
        try {
            parsed = JWK.parse(jwk);
        } catch (ParseException | RuntimeException e) {
            // A type of key that nobody here knows is no fault of the set (RFC 7517, section 5).
            if (e.getMessage() == null || !e.getMessage().startsWith("Unsupported key type")) {
                remarks.add(remark(index, "it is no complete public key"));
            }
            return;
        }
        try {
            VerificationKey key = VerificationKey.of(parsed);
            if (key != null) {
                keys.add(key);
            }
        } catch (IllegalArgumentException e) {
            remarks.add(remark(index, String.valueOf(e.getMessage())));
        }
    }

    private static String remark(int index, String why) {
        return "key " + (index + 1) + " is ignored: " + why;
    }

    /** What an operator should know about keys that were left out. */
    List<String> remarks() {
        return remarks;
    }

    /** Whether some key could have signed a token that names this algorithm and key. */
    boolean holds(SignatureAlgorithm algorithm, @Nullable String keyId) {
        for (VerificationKey key : keys) {
            if (key.isFor(algorithm, keyId)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of the keys that may have signed this has signed it. */
    boolean verifies(SignatureAlgorithm algorithm, @Nullable String keyId, CompactJws jws) {
        for (VerificationKey key : keys) {
            if (key.isFor(algorithm, keyId) && key.verifies(algorithm, jws)) {
                return true;
            }
        }
        return false;
    }
}
