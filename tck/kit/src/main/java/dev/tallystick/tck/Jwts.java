package dev.tallystick.tck;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
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
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An issuer of JWTs, good ones and bad ones; its public keys are in a JWK Set file. The crypto is the JDK's. */
final class Jwts {

    private static final Set<String> SIGNERS = Set.of("rsa", "ec", "stranger", "none", "hmac-with-public-key");
    private static final Set<String> TIMES = Set.of("exp", "nbf", "iat");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String STRANGER = "{stranger-jwk}";

    private final KeyPair rsa = rsaKeys();
    private final KeyPair ec = ecKeys();
    private final KeyPair stranger = rsaKeys();
    private final Path file;

    Jwts() {
        try {
            file = Files.createTempFile("tck-jwks", ".json");
            file.toFile().deleteOnExit();
            ObjectNode keys = JSON.objectNode();
            keys.putArray("keys").add(rsaJwk(rsa)).add(ecJwk(ec));
            Files.writeString(file, keys.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The JWK Set's file, as the key {@code jwt.jwks} takes it. */
    Path file() {
        return file;
    }

    /** The public key of someone nobody knows, to be offered in a header. */
    String strangersJwk() {
        return rsaJwk(stranger).toString();
    }

    /** Fails on a description that can't be followed. */
    static void check(String name, JsonNode written) {
        Members members = Members.of("the JWT " + name, written);
        members.map("claims");
        members.map("header");
        String raw = members.optionalText("raw-claims");
        if (raw != null && members.has("claims")) {
            throw new KitFormatException("the JWT " + name + " has claims and raw-claims");
        }
        String sign = members.optionalText("sign");
        if (sign != null && !SIGNERS.contains(sign)) {
            throw new KitFormatException("the JWT " + name + " is signed by none of " + SIGNERS);
        }
        members.end();
    }

    /** A token that everything is right about. */
    String valid() {
        return token(JSON.objectNode());
    }

    /** A token as described, its times counted from now. */
    String token(ObjectNode written) {
        String sign = written.path("sign").asText("rsa");
        String claims = written.has("raw-claims")
                ? written.get("raw-claims").asText()
                : claims(written.path("claims")).toString();
        ObjectNode header = header(sign);
        merge(header, written.path("header"));
        if (header.path("jwk").asText().equals(STRANGER)) {
            header.set("jwk", rsaJwk(stranger));
        }
        String content = encode(header.toString()) + "." + encode(claims);
        return content + "." + encode(tag(sign, header.path("alg").asText(), content));
    }

    private static ObjectNode header(String sign) {
        ObjectNode header = JSON.objectNode();
        switch (sign) {
            case "ec" -> header.put("alg", "ES256").put("kid", "e1");
            case "none" -> header.put("alg", "none");
            case "hmac-with-public-key" -> header.put("alg", "HS256").put("kid", "r1");
            default -> header.put("alg", "RS256").put("kid", "r1");
        }
        return header;
    }

    private static ObjectNode claims(JsonNode written) {
        ObjectNode claims = JSON.objectNode();
        claims.put("iss", "https://id.example")
                .put("aud", "bank")
                .put("sub", "phone-of-ann")
                .put("exp", 600)
                .put("mobile", true);
        merge(claims, written);
        long now = Instant.now().getEpochSecond();
        for (String time : TIMES) {
            if (claims.path(time).isNumber()) {
                claims.put(time, now + claims.get(time).longValue());
            }
        }
        return claims;
    }

    private static void merge(ObjectNode object, JsonNode changes) {
        changes.properties().forEach(change -> {
            if (change.getValue().isNull()) {
                object.remove(change.getKey());
            } else {
                object.set(change.getKey(), change.getValue());
            }
        });
    }

    private byte[] tag(String sign, String algorithm, String content) {
        byte[] signed = content.getBytes(StandardCharsets.US_ASCII);
        try {
            switch (sign) {
                case "none" -> {
                    return new byte[0];
                }
                case "hmac-with-public-key" -> {
                    Mac mac = Mac.getInstance("HmacSHA256");
                    mac.init(new SecretKeySpec(rsa.getPublic().getEncoded(), "HmacSHA256"));
                    return mac.doFinal(signed);
                }
                case "ec" -> {
                    return signature("SHA256withECDSAinP1363Format", ec.getPrivate(), signed);
                }
                default -> {
                    String digest =
                            algorithm.equals("RS384") || algorithm.equals("RS512") ? algorithm.substring(2) : "256";
                    PrivateKey key = sign.equals("stranger") ? stranger.getPrivate() : rsa.getPrivate();
                    return signature("SHA" + digest + "withRSA", key, signed);
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] signature(String algorithm, PrivateKey key, byte[] content) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(content);
        return signature.sign();
    }

    private static ObjectNode rsaJwk(KeyPair keys) {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        return JSON.objectNode()
                .put("kty", "RSA")
                .put("use", "sig")
                .put("kid", "r1")
                .put("n", encode(unsigned(key.getModulus(), 256)))
                .put("e", encode(key.getPublicExponent().toByteArray()));
    }

    private static ObjectNode ecJwk(KeyPair keys) {
        ECPublicKey key = (ECPublicKey) keys.getPublic();
        return JSON.objectNode()
                .put("kty", "EC")
                .put("use", "sig")
                .put("kid", "e1")
                .put("crv", "P-256")
                .put("x", encode(unsigned(key.getW().getAffineX(), 32)))
                .put("y", encode(unsigned(key.getW().getAffineY(), 32)));
    }

    private static byte[] unsigned(BigInteger number, int length) {
        byte[] octets = number.toByteArray();
        byte[] sized = new byte[length];
        int copied = Math.min(length, octets.length);
        System.arraycopy(octets, octets.length - copied, sized, length - copied, copied);
        return sized;
    }

    private static String encode(String text) {
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
