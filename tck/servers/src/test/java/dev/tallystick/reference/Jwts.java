package dev.tallystick.reference;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;

/** An issuer of good JWTs, its key in a JWK Set file; the bad ones are the kit's. */
final class Jwts {

    static final String ISSUER = "https://id.example";
    static final String AUDIENCE = "bank";
    static final String SUBJECT = "phone-of-ann";

    static final Jwts INSTANCE = new Jwts();

    private final RSAKey key;
    private final Path file;

    private Jwts() {
        try {
            key = new RSAKeyGenerator(2048).keyID("r1").generate();
            file = Files.createTempFile("jwks", ".json");
            file.toFile().deleteOnExit();
            Files.writeString(file, new JWKSet(key).toString());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The JWK Set's file, as the key {@code jwt.jwks} takes it. */
    Path file() {
        return file;
    }

    /** A token that everything is right about. */
    String valid() {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .audience(AUDIENCE)
                        .subject(SUBJECT)
                        .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                        .claim("mobile", true)
                        .build());
        try {
            jwt.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return jwt.serialize();
    }
}
