package dev.tallystick.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** An identity provider with keys of its own, made when the tests start; it signs whatever text it is given. */
final class Issuer {

    static final String NAME = "https://id.bank.example";
    static final String AUDIENCE = "bank";
    static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    static final Issuer RSA = rsa("rsa-1", 2048);
    static final Issuer EC = ec("ec-1", Curve.P_256);
    static final Issuer ED = ed("ed-1");

    private interface Signing {
        byte[] sign(String algorithm, byte[] input) throws GeneralSecurityException, JOSEException;
    }

    private final JWK publicKey;
    private final String algorithm;
    private final Signing signing;

    private Issuer(JWK publicKey, String algorithm, Signing signing) {
        this.publicKey = publicKey;
        this.algorithm = algorithm;
        this.signing = signing;
    }

    static Issuer rsa(String keyId, int bits) {
        try {
            RSAKey key = new RSAKeyGenerator(bits, true).keyID(keyId).generate();
            JWSSigner signer = new RSASSASigner(key.toRSAPrivateKey(), Set.of(AllowWeakRSAKey.getInstance()));
            return new Issuer(key.toPublicJWK(), "RS256", nimbus(signer));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    static Issuer ec(String keyId, Curve curve) {
        try {
            ECKey key = new ECKeyGenerator(curve).keyID(keyId).generate();
            String algorithm = JWSAlgorithm.parse(curve.equals(Curve.P_256) ? "ES256" : "ES384")
                    .getName();
            return new Issuer(key.toPublicJWK(), algorithm, nimbus(new ECDSASigner(key)));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    static Issuer ed(String keyId) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] spki = pair.getPublic().getEncoded();
            JWK key = new OctetKeyPair.Builder(
                            Curve.Ed25519, Base64URL.encode(Arrays.copyOfRange(spki, spki.length - 32, spki.length)))
                    .keyID(keyId)
                    .build();
            PrivateKey secret = pair.getPrivate();
            return new Issuer(key, "EdDSA", (algorithm, input) -> {
                Signature signature = Signature.getInstance("Ed25519");
                signature.initSign(secret);
                signature.update(input);
                return signature.sign();
            });
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static Signing nimbus(JWSSigner signer) {
        return (algorithm, input) ->
                signer.sign(new JWSHeader(JWSAlgorithm.parse(algorithm)), input).decode();
    }

    static JWKSet keysOf(Issuer... issuers) {
        return new JWKSet(List.of(issuers).stream().map(Issuer::publicKey).toList());
    }

    JWK publicKey() {
        return publicKey;
    }

    String keyId() {
        return publicKey.getKeyID();
    }

    String algorithm() {
        return algorithm;
    }

    /** The header that its tokens have. */
    String header() {
        return "{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\",\"kid\":\"" + keyId() + "\"}";
    }

    /** A token that everything is right with. */
    String token() {
        return token(claims());
    }

    /** A token with its own header and this payload. */
    String token(String payload) {
        return sign(header(), payload);
    }

    String sign(String header, String payload) {
        return sign(algorithm, header, payload);
    }

    /** Signed with this algorithm, whatever the header says. */
    String sign(String algorithm, String header, String payload) {
        String input = encode(header) + "." + encode(payload);
        return input + "." + Base64URL.encode(signature(algorithm, input));
    }

    /** Signed over bytes that needn't be text. */
    String signBytes(byte[] header, byte[] payload) {
        String input = Base64URL.encode(header) + "." + Base64URL.encode(payload);
        return input + "." + Base64URL.encode(signature(algorithm, input));
    }

    byte[] signature(String algorithm, String input) {
        try {
            return signing.sign(algorithm, input.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException | JOSEException e) {
            throw new AssertionError(e);
        }
    }

    static String encode(String text) {
        return Base64URL.encode(text).toString();
    }

    /** The claims of a token that everything is right with. */
    static String claims() {
        return "{" + members(Set.of()) + "}";
    }

    /** The claims of a token that everything is right with, but for what is added or replaced. */
    static String claims(String name, String json) {
        return "{" + members(Set.of(name)) + ",\"" + name + "\":" + json + "}";
    }

    static String claimsWithout(String name) {
        return "{" + members(Set.of(name)) + "}";
    }

    private static String members(Set<String> leftOut) {
        return List.of(
                        List.of("iss", "\"" + NAME + "\""),
                        List.of("sub", "\"ann\""),
                        List.of("aud", "\"" + AUDIENCE + "\""),
                        List.of("iat", String.valueOf(NOW.getEpochSecond())),
                        List.of("exp", String.valueOf(NOW.getEpochSecond() + 300)),
                        List.of("mobile", "true"))
                .stream()
                .filter(member -> !leftOut.contains(member.get(0)))
                .map(member -> "\"" + member.get(0) + "\":" + member.get(1))
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();
    }
}
