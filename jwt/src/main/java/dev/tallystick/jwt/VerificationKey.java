package dev.tallystick.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A public key that tokens may be signed for, with the algorithms that it may be used with. */
final class VerificationKey {

    private static final int LEAST_RSA_BITS = 2048;

    private final @Nullable String id;
    private final Set<SignatureAlgorithm> algorithms;
    private final JWSVerifier verifier;

    private VerificationKey(@Nullable String id, Set<SignatureAlgorithm> algorithms, JWSVerifier verifier) {
        this.id = id;
        this.algorithms = algorithms;
        this.verifier = verifier;
    }

    /**
     * The key for verifying, or null if it is meant for something else.
     *
     * @throws IllegalArgumentException if it is meant for verifying and can't be used, with the reason in words that follow
     *     "is ignored:"
     */
    static @Nullable VerificationKey of(JWK jwk) {
        Set<SignatureAlgorithm> algorithms = EnumSet.noneOf(SignatureAlgorithm.class);
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            if (algorithm.fits(jwk)) {
                algorithms.add(algorithm);
            }
        }
        if (algorithms.isEmpty() || !isForVerifying(jwk)) {
            return null;
        }
        try {
            return new VerificationKey(jwk.getKeyID(), algorithms, verifier(jwk));
        } catch (JOSEException | GeneralSecurityException e) {
            throw new IllegalArgumentException("it is no key that this Java can use", e);
        }
    }

    private static boolean isForVerifying(JWK jwk) {
        return (jwk.getKeyUse() == null || jwk.getKeyUse().equals(KeyUse.SIGNATURE))
                && (jwk.getKeyOperations() == null || jwk.getKeyOperations().contains(KeyOperation.VERIFY))
                && jwk.getKeyRevocation() == null;
    }

    private static JWSVerifier verifier(JWK jwk) throws JOSEException, GeneralSecurityException {
        if (jwk instanceof RSAKey rsa) {
            if (rsa.toRSAPublicKey().getModulus().bitLength() < LEAST_RSA_BITS) {
                throw new IllegalArgumentException("RSA keys need " + LEAST_RSA_BITS + " bits or more");
            }
            return new RSASSAVerifier(rsa);
        }
        if (jwk instanceof ECKey ec) {
            return new ECDSAVerifier(ec);
        }
        return new Ed25519JcaVerifier((OctetKeyPair) jwk);
    }

    /** Whether a token that names this algorithm, and this key or none, may be signed for this key. */
    boolean isFor(SignatureAlgorithm algorithm, @Nullable String keyId) {
        return algorithms.contains(algorithm) && (keyId == null || keyId.equals(id));
    }

    boolean verifies(SignatureAlgorithm algorithm, CompactJws jws) {
        try {
            return verifier.verify(algorithm.header(), jws.signingInput(), new Base64URL(jws.signature()));
        } catch (JOSEException | RuntimeException e) {
            // A library and a provider meet bytes that anyone may send: whatever they don't like about them doesn't
            // verify.
            return false;
        }
    }
}
