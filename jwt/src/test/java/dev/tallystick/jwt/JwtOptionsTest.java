package dev.tallystick.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.tallystick.Protection;
import dev.tallystick.Reason;
import dev.tallystick.config.JwtSettings;
import dev.tallystick.config.TallystickConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JwtOptionsTest {

    @TempDir
    private static Path directory;

    private static JwtClaimProtection.Builder complete() {
        return JwtClaimProtection.builder()
                .issuer(Issuer.NAME)
                .audience(Issuer.AUDIENCE)
                .jwks(Issuer.keysOf(Issuer.EC));
    }

    static Stream<Arguments> mistakes() throws JOSEException {
        ECKey privateKey = new ECKeyGenerator(Curve.P_256).generate();
        return Stream.of(
                mistake(builder -> builder.issuer(""), "issuer: is missing; write whom"),
                mistake(builder -> builder.audience(" "), "audience: is missing; write what"),
                mistake(
                        builder -> builder.jwks(new JWKSet()),
                        "jwks: the JWK Set can't be used: it holds no public key"),
                mistake(
                        builder -> builder.jwks(new JWKSet(privateKey)),
                        "jwks: the JWK Set can't be used: key 1 is a private key: publish public keys only"),
                mistake(builder -> builder.algorithms(), "algorithms: none is given; write some of [RS256,"),
                mistake(
                        builder -> builder.algorithms("RS256", "HS256"),
                        "algorithms: 'HS256' is refused: whoever can verify"),
                mistake(builder -> builder.algorithms("HS512"), "algorithms: 'HS512' is refused: whoever can verify"),
                mistake(
                        builder -> builder.algorithms("none"),
                        "algorithms: 'none' is refused: a token without signature"),
                mistake(
                        builder -> builder.algorithms("None"),
                        "algorithms: 'None' is refused: a token without signature"),
                mistake(
                        builder -> builder.algorithms("ES256K"),
                        "algorithms: 'ES256K' is unknown: write one or more of [RS256,"),
                mistake(
                        builder -> builder.algorithms("rs256"),
                        "algorithms: 'rs256' is unknown: write one or more of [RS256,"),
                mistake(
                        builder -> builder.requireJson("m", "yes"),
                        "claim.m: 'yes' is no JSON value: write true, 2, or a string"),
                mistake(builder -> builder.requireJson("m", ""), "claim.m: '' is no JSON value"),
                mistake(
                        builder -> builder.requireJson("m", "{\"a\":1,\"a\":1}"),
                        "claim.m: '{\"a\":1,\"a\":1}' is no JSON value"),
                mistake(builder -> builder.require("m", true).require("m", 1), "claim.m: is required twice"));
    }

    private static Arguments mistake(UnaryOperator<JwtClaimProtection.Builder> made, String message) {
        return arguments(message, made);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void saysWhatIsWrongAndWhatToWrite(String message, UnaryOperator<JwtClaimProtection.Builder> mistake) {
        assertThatThrownBy(() -> mistake.apply(complete()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void asksForWhatHasNoDefault() {
        assertThatThrownBy(() -> JwtClaimProtection.builder().build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("issuer: is missing");
        assertThatThrownBy(() -> JwtClaimProtection.builder().issuer("i").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("audience: is missing");
        assertThatThrownBy(() ->
                        JwtClaimProtection.builder().issuer("i").audience("a").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("jwks: is missing");
    }

    private static String jwksFile() throws IOException {
        Path file = directory.resolve("jwks.json");
        Files.writeString(file, Issuer.keysOf(Issuer.EC, Issuer.ED).toString());
        return file.toString();
    }

    private static JwtSettings settings(@Nullable String jwks, List<String> algorithms, Map<String, String> claims) {
        return new JwtSettings(Issuer.NAME, Issuer.AUDIENCE, jwks, algorithms, claims);
    }

    /** The settings know no clock: these tokens are good for a century. */
    private static String longLived(String claims) {
        return claims.replaceFirst("\"exp\":\\d+", "\"exp\":4900000000").replaceFirst("\"iat\":\\d+", "\"iat\":1");
    }

    @Test
    void isMadeFromAConfiguration() throws IOException {
        for (String jwks : List.of(jwksFile(), Path.of(jwksFile()).toUri().toString(), "file:" + jwksFile())) {
            Protection phones = JwtClaimProtection.from(
                    settings(jwks, List.of("EdDSA"), Map.of("mobile", "true", "level", " [2, \"gold\"] ")));
            String claims = longLived(Issuer.claims("level", "[2,\"gold\"]"));
            assertThat(Decisions.of(phones, Issuer.ED.token(claims)).isAllowed())
                    .isTrue();
            assertThat(Decisions.of(phones, Issuer.EC.token(claims)).reason()).isEqualTo(Reason.INVALID_JWT);
            assertThat(Decisions.of(phones, Issuer.ED.token(longLived(Issuer.claims())))
                            .reason())
                    .isEqualTo(Reason.MISSING_CLAIM);
        }
    }

    @Test
    void guardsTheMountsOfAWholeConfiguration() throws IOException {
        Properties properties = new Properties();
        properties.setProperty("tallystick.mounts", "/mobile=jwt");
        properties.setProperty("tallystick.jwt.issuer", Issuer.NAME);
        properties.setProperty("tallystick.jwt.audience", Issuer.AUDIENCE);
        properties.setProperty("tallystick.jwt.jwks", jwksFile());
        properties.setProperty("tallystick.jwt.claim.mobile", "true");
        Protection router = TallystickConfig.from(properties).router(JwtClaimProtection::from);
        assertThat(Decisions.of(router, Issuer.EC.token(longLived(Issuer.claims())))
                        .isAllowed())
                .isTrue();
        assertThat(Decisions.of(router, TestRequest.get()).reason()).isEqualTo(Reason.MISSING_JWT);
    }

    @Test
    void refusesEveryTokenWhereNoKeysAreConfigured() {
        try (LoggedWarnings warnings = new LoggedWarnings()) {
            Protection closed = JwtClaimProtection.from(new JwtSettings(null, null, null, List.of(), Map.of()));
            assertThat(warnings.lines()).containsExactly("tallystick.jwt.jwks is not set: every JWT is refused");
            for (String token : List.of(Issuer.EC.token(), Issuer.EC.sign("{\"alg\":\"none\"}", Issuer.claims()))) {
                assertThat(Decisions.of(closed, token).reason()).isEqualTo(Reason.INVALID_JWT);
            }
            assertThat(Decisions.of(closed, "x").reason()).isEqualTo(Reason.MALFORMED_JWT);
            assertThat(Decisions.of(closed, TestRequest.get()).reason()).isEqualTo(Reason.MISSING_JWT);
        }
    }

    static Stream<Arguments> badSettings() throws IOException {
        String file = jwksFile();
        return Stream.of(
                arguments(
                        "tallystick.jwt.issuer: is missing; write",
                        new JwtSettings(null, "a", file, List.of(), Map.of())),
                arguments(
                        "tallystick.jwt.audience: is missing; write",
                        new JwtSettings("i", null, file, List.of(), Map.of())),
                arguments(
                        "tallystick.jwt.algorithms: 'HS256' is refused: ",
                        settings(file, List.of("RS256", "HS256"), Map.of())),
                arguments(
                        "tallystick.jwt.claim.mobile: 'yes' is no JSON value: write ",
                        settings(file, List.of(), Map.of("mobile", "yes"))),
                arguments(
                        "tallystick.jwt.claim.mobile: 'yes' is no JSON value: write ",
                        settings(null, List.of(), Map.of("mobile", "yes"))),
                arguments(
                        "tallystick.jwt.jwks: there is no file 'no/such/file': write the path",
                        settings("no/such/file", List.of(), Map.of())),
                arguments(
                        "tallystick.jwt.jwks: 'http://id.bank.example/' is not encrypted",
                        settings("http://id.bank.example/", List.of(), Map.of())),
                arguments(
                        "tallystick.jwt.jwks: this is no URL, Illegal character in path at index 19: write ",
                        settings("https://id.example/ jwks", List.of(), Map.of())),
                arguments(
                        "tallystick.jwt.jwks: 'file://elsewhere/jwks.json' names no file: write ",
                        settings("file://elsewhere/jwks.json", List.of(), Map.of())),
                arguments("tallystick.jwt.jwks: Nul character", settings("a\u0000b", List.of(), Map.of())),
                arguments(
                        "tallystick.jwt.jwks: 'classpath://jwks.json' is neither a file nor a URL",
                        settings("classpath://jwks.json", List.of(), Map.of())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badSettings")
    void failsAtStartWithTheKeyOfABadSetting(String message, JwtSettings settings) {
        assertThatThrownBy(() -> JwtClaimProtection.from(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
