package dev.tallystick.bank.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.UUID;

/**
 * Issues the JWTs that phones present. Its key is made at start and never leaves the process: a token lives for five
 * minutes, so after a restart a phone signs in again, which is cheaper than a private key on a disk. Safe for use by many
 * threads.
 */
public final class TokenIssuer {

    public static final String ISSUER = "http://bank.localhost/id";
    public static final String AUDIENCE = "tallystick-bank";

    /** How long a token is good for. */
    public static final Duration LIFETIME = Duration.ofMinutes(5);

    private final InstantSource clock;
    private final ECKey key;
    private final ECDSASigner signer;

    public TokenIssuer(InstantSource clock) {
        this.clock = clock;
        try {
            this.key = new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyIDFromThumbprint(true)
                    .generate();
            this.signer = new ECDSASigner(key);
        } catch (JOSEException e) {
            throw new IllegalStateException("This JDK has no ES256", e);
        }
    }

    /** The keys that tokens are verified with; public ones only. */
    public JWKSet publicKeys() {
        return new JWKSet(key.toPublicJWK());
    }

    /** A token that says: this is the user, on a phone. */
    public String issue(String user) {
        Instant now = clock.instant();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(user)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFETIME)))
                .jwtID(UUID.randomUUID().toString())
                .claim("mobile", true)
                .build();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID(key.getKeyID())
                .type(new JOSEObjectType("at+jwt"))
                .build();
        SignedJWT token = new SignedJWT(header, claims);
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("A token can't be signed", e);
        }
        return token.serialize();
    }
}
