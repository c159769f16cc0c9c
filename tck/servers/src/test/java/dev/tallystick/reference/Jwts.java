package dev.tallystick.reference;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An issuer of JWTs, good ones and bad ones; the good keys are in a JWK Set file. */
final class Jwts {

    static final String ISSUER = "https://id.example";
    static final String AUDIENCE = "bank";
    static final String SUBJECT = "phone-of-ann";

    static final Jwts INSTANCE = new Jwts();

    private final KeyPair rsa = rsaKeys();
    private final KeyPair ec = ecKeys();
    private final KeyPair stranger = rsaKeys();
    private final Path file;

    private Jwts() {
        try {
            file = Files.createTempFile("jwks", ".json");
            file.toFile().deleteOnExit();
            Files.writeString(file, jwkSet().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JWKSet jwkSet() {
        return new JWKSet(List.of(
                new RSAKey.Builder((RSAPublicKey) rsa.getPublic())
                        .keyID("r1")
                        .keyUse(KeyUse.SIGNATURE)
                        .build(),
                new ECKey.Builder(com.nimbusds.jose.jwk.Curve.P_256, (ECPublicKey) ec.getPublic())
                        .keyID("e1")
                        .keyUse(KeyUse.SIGNATURE)
                        .build()));
    }

    /** The JWK Set's file, as the key {@code jwt.jwks} takes it. */
    Path file() {
        return file;
    }

    /** A token that everything is right about. */
    String valid() {
        return rs256(claims(""));
    }

    String rs256(String claims) {
        return rs256("{\"alg\":\"RS256\",\"kid\":\"r1\"}", claims);
    }

    /** Signed by the good RSA key, whatever the header says. */
    String rs256(String header, String claims) {
        return signed(header, claims, "SHA256withRSA", rsa.getPrivate());
    }

    String es256(String claims) {
        return signed("{\"alg\":\"ES256\",\"kid\":\"e1\"}", claims, "SHA256withECDSAinP1363Format", ec.getPrivate());
    }

    /** Signed by a key that nobody knows, with the header given. */
    String byStranger(String header) {
        return signed(header, claims(""), "SHA256withRSA", stranger.getPrivate());
    }

    /** The stranger's public key as JSON, to be offered in a header. */
    String strangersJwk() {
        return new RSAKey.Builder((RSAPublicKey) stranger.getPublic())
                .keyID("r1")
                .build()
                .toJSONString();
    }

    /** The good RSA key's public half taken for an HMAC secret. */
    String hs256WithThePublicKey() {
        String content = encode("{\"alg\":\"HS256\",\"kid\":\"r1\"}") + "." + encode(claims(""));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(rsa.getPublic().getEncoded(), "HmacSHA256"));
            return content + "." + encode(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String unsigned() {
        return encode("{\"alg\":\"none\"}") + "." + encode(claims("")) + ".";
    }

    /**
     * The claims of a good token as JSON.
     *
     * @param replacing what is to be another's place: one with the name of a claim stands for it, the rest is added
     */
    static String claims(String replacing) {
        long now = Instant.now().getEpochSecond();
        StringBuilder json = new StringBuilder("{").append(replacing);
        add(json, "iss", '"' + ISSUER + '"');
        add(json, "aud", '"' + AUDIENCE + '"');
        add(json, "sub", '"' + SUBJECT + '"');
        add(json, "exp", String.valueOf(now + 600));
        add(json, "mobile", "true");
        return json.append('}').toString();
    }

    private static void add(StringBuilder json, String name, String value) {
        if (json.indexOf('"' + name + "\":") < 0) {
            json.append(json.length() == 1 ? "" : ",")
                    .append('"')
                    .append(name)
                    .append("\":")
                    .append(value);
        }
    }

    private static String signed(String header, String claims, String algorithm, PrivateKey key) {
        String content = encode(header) + "." + encode(claims);
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + encode(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }

    private static KeyPair rsaKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair ecKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
