package dev.tallystick.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.util.List;

/** The signature algorithms that can be accepted, by the names that headers use: public keys only. */
enum SignatureAlgorithm {
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    ES512,
    EdDSA,
    Ed25519;

    static final List<String> DEFAULT = List.of("RS256", "PS256", "ES256", "EdDSA");

    private final JWSHeader header = new JWSHeader(JWSAlgorithm.parse(name()));

    /**
     * @throws IllegalArgumentException if there is no such algorithm, or it can't tell who signed
     */
    static SignatureAlgorithm of(String name) {
        for (SignatureAlgorithm algorithm : values()) {
            if (algorithm.name().equals(name)) {
                return algorithm;
            }
        }
        if (name.startsWith("HS")) {
            throw new IllegalArgumentException("'" + name
                    + "' is refused: whoever can verify an HMAC can also make one; let the issuer sign with RS256, PS256,"
                    + " ES256 or EdDSA");
        }
        if (name.equalsIgnoreCase("none")) {
            throw new IllegalArgumentException("'" + name
                    + "' is refused: a token without signature says nothing; write RS256, PS256, ES256 or EdDSA");
        }
        throw new IllegalArgumentException("'" + name + "' is unknown: write one or more of " + List.of(values()));
    }

    /** A header that names this algorithm and nothing else. */
    JWSHeader header() {
        return header;
    }

    /** Whether a key is of the type and curve that this algorithm needs, and isn't reserved for another. */
    boolean fits(JWK key) {
        return isOfType(key)
                && (key.getAlgorithm() == null
                        || isReservedFor(key.getAlgorithm().getName()));
    }

    private boolean isOfType(JWK key) {
        return switch (this) {
            case RS256, RS384, RS512, PS256, PS384, PS512 -> key instanceof RSAKey;
            case ES256 -> key instanceof ECKey ec && ec.getCurve().equals(Curve.P_256);
            case ES384 -> key instanceof ECKey ec && ec.getCurve().equals(Curve.P_384);
            case ES512 -> key instanceof ECKey ec && ec.getCurve().equals(Curve.P_521);
            case EdDSA, Ed25519 ->
                key instanceof OctetKeyPair okp && okp.getCurve().equals(Curve.Ed25519);
        };
    }

    /** Ed25519 is a later name (RFC 9864) for what EdDSA means with such a key. */
    private boolean isReservedFor(String name) {
        return switch (this) {
            case EdDSA, Ed25519 -> name.equals(EdDSA.name()) || name.equals(Ed25519.name());
            default -> name.equals(name());
        };
    }
}
