package dev.tallystick.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import dev.tallystick.Decision;
import dev.tallystick.Reason;
import dev.tallystick.Rule;
import dev.tallystick.jwt.JwtClaimProtection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * JWTs: the header in the first line, the claims in the rest, both signed with a good key; so all that is wrong with them is ours to
 * see. Beside Jackson, which says what the JSON holds. And the input as it is, which is no JWT of ours.
 */
class JwtFuzzTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final KeyPair KEYS = keys();
    private static final String HEADER = "{\"alg\":\"EdDSA\",\"kid\":\"e1\"}";
    private static final String CLAIMS =
            "{\"iss\":\"https://id.example\",\"aud\":\"bank\",\"sub\":\"ann\",\"exp\":4102444800," + "\"mobile\":true}";
    private static final Set<Reason> REASONS = EnumSet.of(
            Reason.MISSING_JWT, Reason.MALFORMED_JWT, Reason.INVALID_JWT, Reason.EXPIRED_JWT, Reason.MISSING_CLAIM);
    private static final JwtClaimProtection PROTECTION = JwtClaimProtection.builder()
            .issuer("https://id.example")
            .audience("bank")
            .jwks(jwks())
            .require("mobile", true)
            .clock(() -> NOW)
            .build();
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    static Stream<byte[]> jwts() {
        return Stream.concat(
                Stream.of(HEADER + "\n" + CLAIMS, HEADER + "\n" + CLAIMS.replace("\"bank\"", "[\"bank\",\"x\"]"))
                        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1)),
                KitSeeds.jwts());
    }

    @MethodSource("jwts")
    @FuzzTest
    void jwt(byte[] input) throws GeneralSecurityException {
        int end = 0;
        while (end < input.length && input[end] != '\n') {
            end++;
        }
        byte[] first = Arrays.copyOf(input, end);
        byte[] rest = end < input.length ? Arrays.copyOfRange(input, end + 1, input.length) : new byte[0];
        check(first, rest);
        check(HEADER.getBytes(StandardCharsets.UTF_8), input);
        check(first, CLAIMS.getBytes(StandardCharsets.UTF_8));
        Property.holds(
                !decide(Property.text(input)).isAllowed(),
                () -> "what nobody signed is allowed: " + Property.shown(input));
    }

    private static void check(byte[] header, byte[] claims) throws GeneralSecurityException {
        String content = base64(header) + "." + base64(claims);
        if (content.length() > 15_000) {
            return;
        }
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(KEYS.getPrivate());
        signature.update(content.getBytes(StandardCharsets.US_ASCII));
        Decision decision = decide("Bearer " + content + "." + base64(signature.sign()));
        if (decision.isAllowed()) {
            Property.holds(
                    isGoodHeader(json(header)), () -> "an allowed header: " + Property.shown(Property.text(header)));
            Property.holds(isGood(json(claims)), () -> "allowed claims: " + Property.shown(Property.text(claims)));
        }
    }

    private static Decision decide(String authorization) {
        SentRequest request = SentRequest.of("POST", "/").header("Authorization", authorization);
        if (!(PROTECTION.check(request) instanceof Decision decision)) {
            throw new AssertionError("keys that are here need no work");
        }
        Property.same(decision.rule(), Rule.JWT, () -> "the JWT decides");
        Property.holds(
                decision.isAllowed() ? decision.reason() == null : REASONS.contains(decision.reason()),
                () -> "a reason of the list: " + decision);
        return decision;
    }

    private static boolean isGoodHeader(@Nullable JsonNode header) {
        return header != null
                && header.path("alg").asText().equals("EdDSA")
                && header.path("alg").isTextual()
                && Stream.of("crit", "b64", "enc", "zip").noneMatch(header::has);
    }

    private static boolean isGood(@Nullable JsonNode claims) {
        if (claims == null || !claims.isObject()) {
            return false;
        }
        JsonNode audience = claims.path("aud");
        boolean meant = audience.isTextual() && audience.textValue().equals("bank");
        for (JsonNode each : audience) {
            meant |= each.isTextual() && each.textValue().equals("bank");
        }
        return meant
                && "https://id.example".equals(claims.path("iss").textValue())
                && claims.path("sub").isTextual()
                && !claims.path("sub").textValue().isEmpty()
                && claims.path("exp").isNumber()
                && claims.path("exp").doubleValue() > NOW.getEpochSecond() - 61
                && claims.path("mobile").isBoolean()
                && claims.path("mobile").booleanValue();
    }

    private static @Nullable JsonNode json(byte[] octets) {
        try {
            return JSON.readTree(octets);
        } catch (IOException e) {
            return null;
        }
    }

    private static String base64(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JWKSet jwks() {
        byte[] encoded = KEYS.getPublic().getEncoded();
        // The last 32 octets of an Ed25519 key's encoding are the key (RFC 8410, section 4).
        byte[] x = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        return new JWKSet(new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x))
                .keyID("e1")
                .build());
    }
}
