package dev.tallystick.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.jwk.JWKSet;
import dev.tallystick.Decision;
import dev.tallystick.Protection;
import dev.tallystick.Reason;
import dev.tallystick.Rule;
import dev.tallystick.origin.Evidence;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtClaimProtectionTest {

    private static final JWKSet KEYS = Issuer.keysOf(Issuer.RSA, Issuer.EC, Issuer.ED);
    private static final Protection PHONES = phones().require("mobile", true).build();

    private static JwtClaimProtection.Builder phones() {
        return JwtClaimProtection.builder()
                .issuer(Issuer.NAME)
                .audience(Issuer.AUDIENCE)
                .jwks(KEYS)
                .clock(new TestClock());
    }

    static List<Issuer> issuers() {
        return List.of(Issuer.RSA, Issuer.EC, Issuer.ED);
    }

    @ParameterizedTest
    @MethodSource("issuers")
    void letsATokenOfTheIssuerInAsItsSubject(Issuer issuer) {
        Decision decision = Decisions.of(PHONES, issuer.token());
        assertThat(decision.isAllowed()).isTrue();
        assertThat(decision.rule()).isEqualTo(Rule.JWT);
        assertThat(decision.evidence()).isEqualTo(Evidence.NONE);
        assertThat(decision.principal()).isInstanceOf(JwtPrincipal.class);
        assertThat(decision.principal().getName()).isEqualTo("ann");
        assertThat(PHONES.csrf(decision)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "TRACE", "QUERY", "POST", "PUT", "DELETE", "PROPFIND", "get"})
    void needsTheTokenForEveryMethod(String method) {
        TestRequest without = TestRequest.get().method(method);
        assertThat(Decisions.of(PHONES, without).reason()).isEqualTo(Reason.MISSING_JWT);
        assertThat(Decisions.of(PHONES, without.with("Authorization", "Bearer " + Issuer.EC.token()))
                        .isAllowed())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER ", "bEaReR ", "Bearer   ", "Bearer\t"})
    void readsTheSchemeInAnyCase(String scheme) {
        assertThat(Decisions.of(PHONES, TestRequest.get().with("authorization", scheme + Issuer.EC.token()))
                        .isAllowed())
                .isTrue();
    }

    static Stream<Arguments> requestsWithoutAToken() {
        String token = Issuer.EC.token();
        TestRequest none = TestRequest.get();
        return Stream.of(
                arguments("no header at all", none),
                arguments("another scheme", none.with("Authorization", "Basic YW5uOmFubg==")),
                arguments("another scheme around a token", none.with("Authorization", "DPoP " + token)),
                arguments("the token without its scheme", none.with("Authorization", token)),
                arguments("a scheme that only begins like Bearer", none.with("Authorization", "Bearer:" + token)),
                arguments("the scheme run together with the token", none.with("Authorization", "Bearer" + token)),
                arguments("an empty line", none.with("Authorization", "")),
                arguments("the token in a cookie", none.with("Cookie", "access_token=" + token)),
                arguments("the scheme in a cookie too", none.with("Cookie", "Authorization=Bearer " + token)),
                arguments("the token in the query", none.query("access_token=" + token)),
                arguments("the token for a proxy", none.with("Proxy-Authorization", "Bearer " + token)),
                arguments("the token in another header", none.with("X-Authorization", "Bearer " + token)),
                arguments("an override in the query", none.query("Authorization=Bearer%20" + token)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requestsWithoutAToken")
    void findsNoTokenAnywhereElse(String what, TestRequest request) {
        assertThat(Decisions.of(PHONES, request).reason()).isEqualTo(Reason.MISSING_JWT);
    }

    static Stream<Arguments> requestsWithTwoLines() {
        String bearer = "Bearer " + Issuer.EC.token();
        return Stream.of(
                arguments("the same token twice", List.of(bearer, bearer)),
                arguments("another scheme first", List.of("Basic YW5uOmFubg==", bearer)),
                arguments("another scheme last", List.of(bearer, "Basic YW5uOmFubg==")),
                arguments("an empty line beside", List.of(bearer, "")),
                arguments("two of another scheme", List.of("Basic YW5uOmFubg==", "Basic Ym9iOmJvYg==")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requestsWithTwoLines")
    void refusesTwoAuthorizationLines(String what, List<String> lines) {
        TestRequest request = TestRequest.get();
        for (String line : lines) {
            request = request.with("Authorization", line);
        }
        assertThat(Decisions.of(PHONES, request).reason()).isEqualTo(Reason.MALFORMED_JWT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"JWT\"", "\"jwt\"", "\"at+jwt\"", "\"AT+JWT\"", "\"application/jwt\"", "\"Application/At+Jwt\""
            })
    void takesTheTypesThatAccessTokensHave(String type) {
        String header = "{\"alg\":\"ES256\",\"kid\":\"ec-1\",\"typ\":" + type + "}";
        assertThat(Decisions.of(PHONES, Issuer.EC.sign(header, Issuer.claims())).isAllowed())
                .isTrue();
    }

    @Test
    void takesATokenWithoutTypeAndWithoutKeyId() {
        assertThat(Decisions.of(PHONES, Issuer.EC.sign("{\"alg\":\"ES256\"}", Issuer.claims()))
                        .isAllowed())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"bank\"", "[\"bank\"]", "[\"shop\",\"bank\"]"})
    void takesAnAudienceThatNamesUs(String audience) {
        assertThat(Decisions.of(PHONES, Issuer.EC.token(Issuer.claims("aud", audience)))
                        .isAllowed())
                .isTrue();
    }

    static Stream<Arguments> timesAtTheEdge() {
        long now = Issuer.NOW.getEpochSecond();
        return Stream.of(
                arguments("exp", now - 59, null),
                arguments("exp", now - 60, Reason.EXPIRED_JWT),
                arguments("exp", now - 61, Reason.EXPIRED_JWT),
                arguments("exp", 0L, Reason.EXPIRED_JWT),
                arguments("exp", 253_402_300_799L, null),
                arguments("exp", 253_402_300_800L, Reason.INVALID_JWT),
                arguments("nbf", now + 59, null),
                arguments("nbf", now + 60, null),
                arguments("nbf", now + 61, Reason.EXPIRED_JWT),
                arguments("nbf", 0L, null),
                arguments("nbf", 253_402_300_799L, Reason.EXPIRED_JWT),
                arguments("iat", now + 3600, null));
    }

    @ParameterizedTest(name = "{0} = {1}: {2}")
    @MethodSource("timesAtTheEdge")
    void forgivesAMinuteAndNoMore(String name, long seconds, Reason reason) {
        assertThat(Decisions.of(PHONES, Issuer.EC.token(Issuer.claims(name, String.valueOf(seconds))))
                        .reason())
                .isEqualTo(reason);
    }

    @Test
    void reckonsFractionsOfASecond() {
        TestClock clock = new TestClock();
        Protection phones = phones().clock(clock).build();
        Instant lastMoment = Issuer.NOW.plus(Duration.ofMillis(500)).plusSeconds(60);
        String token = Issuer.EC.token(Issuer.claims("exp", Issuer.NOW.getEpochSecond() + ".5"));
        clock.set(lastMoment.minusMillis(1));
        assertThat(Decisions.of(phones, token).isAllowed()).isTrue();
        clock.set(lastMoment);
        assertThat(Decisions.of(phones, token).reason()).isEqualTo(Reason.EXPIRED_JWT);
    }

    static Stream<Arguments> claimValues() {
        return Stream.of(
                arguments("true", "true", true),
                arguments("true", "false", false),
                arguments("true", "\"true\"", false),
                arguments("true", "1", false),
                arguments("true", "null", false),
                arguments("true", "[true]", false),
                arguments("true", "{\"true\":true}", false),
                arguments("false", "false", true),
                arguments("false", "null", false),
                arguments("false", "0", false),
                arguments("null", "null", true),
                arguments("null", "\"null\"", false),
                arguments("1", "1", true),
                arguments("1", "1.0", true),
                arguments("1", "1e0", true),
                arguments("1", "10E-1", true),
                arguments("1", "1.0000000000000000000000001", false),
                arguments("1", "\"1\"", false),
                arguments("1", "true", false),
                arguments("9007199254740993", "9007199254740992", false),
                arguments("9223372036854775808", "9223372036854775808", true),
                arguments("9223372036854775808", "9223372036854775807", false),
                arguments("0", "-0", true),
                arguments("\"gold\"", "\"gold\"", true),
                arguments("\"gold\"", "\"g\\u006fld\"", true),
                arguments("\"gold\"", "\"Gold\"", false),
                arguments("\"gold\"", "\"gold \"", false),
                arguments("\"gold\"", "[\"gold\"]", false),
                arguments("\"\"", "\"\"", true),
                arguments("[1,2]", "[1,2]", true),
                arguments("[1,2]", "[1.0,2]", true),
                arguments("[1,2]", "[2,1]", false),
                arguments("[1,2]", "[1,2,3]", false),
                arguments("[1,2]", "[1]", false),
                arguments("[]", "{}", false),
                arguments("{\"a\":1,\"b\":[true]}", "{\"b\":[true],\"a\":1}", true),
                arguments("{\"a\":1}", "{\"a\":1,\"b\":2}", false),
                arguments("{\"a\":null}", "{\"b\":null}", false),
                arguments("{\"a\":{\"b\":1}}", "{\"a\":{\"b\":2}}", false));
    }

    @ParameterizedTest(name = "{0} asked, {1} given: {2}")
    @MethodSource("claimValues")
    void asksForExactlyTheValue(String asked, String given, boolean allowed) {
        Protection protection = phones().requireJson("level", asked).build();
        assertThat(Decisions.of(protection, Issuer.EC.token(Issuer.claims("level", given)))
                        .reason())
                .isEqualTo(allowed ? null : Reason.MISSING_CLAIM);
    }

    @Test
    void asksForEveryClaim() {
        Protection protection = phones().require("mobile", true)
                .require("level", 2)
                .require("tier", "gold")
                .requireJson("nothing", "null")
                .build();
        String all = Issuer.claims("level", "2,\"tier\":\"gold\",\"nothing\":null");
        assertThat(Decisions.of(protection, Issuer.EC.token(all)).isAllowed()).isTrue();
        for (String missing : List.of("\"level\":2", "\"tier\":\"gold\"", "\"nothing\":null", "\"mobile\":true")) {
            String claims = all.replace("," + missing, "");
            assertThat(claims).isNotEqualTo(all);
            assertThat(Decisions.of(protection, Issuer.EC.token(claims)).reason())
                    .as("without %s", missing)
                    .isEqualTo(Reason.MISSING_CLAIM);
        }
    }

    @Test
    void saysOfATokenThatIsWrongInTwoWaysWhatMattersMore() {
        String expiredAndWithoutClaim = Issuer.claims("mobile", "false").replace("\"exp\":1", "\"exp\":0.1");
        assertThat(Decisions.of(PHONES, Issuer.EC.token(expiredAndWithoutClaim)).reason())
                .isEqualTo(Reason.EXPIRED_JWT);
    }

    @Test
    void givesViewsTheClaimsAndNobodyTheMeansToChangeThem() {
        Decision decision =
                Decisions.of(PHONES, Issuer.EC.token(Issuer.claims("x", "[1,1.5,18446744073709551616,{\"y\":null}]")));
        JwtPrincipal principal = (JwtPrincipal) decision.principal();
        Map<String, Object> claims = principal.claims();
        assertThat(claims).containsEntry("sub", "ann").containsEntry("mobile", true);
        assertThat(claims.keySet()).containsExactly("iss", "sub", "aud", "iat", "exp", "mobile", "x");
        assertThat((List<?>) claims.get("x")).hasSize(4).first().isEqualTo(1L);
        assertThat(((List<?>) claims.get("x")).get(1)).isEqualTo(new BigDecimal("1.5"));
        assertThat(((List<?>) claims.get("x")).get(2)).isEqualTo(new BigDecimal("18446744073709551616"));
        assertThatThrownBy(() -> claims.put("sub", "bob")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(((List<?>) claims.get("x"))::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(((Map<?, ?>) ((List<?>) claims.get("x")).get(3))::clear)
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void showsNothingOfThePrincipalButTheName() {
        JwtPrincipal principal =
                (JwtPrincipal) Decisions.of(PHONES, Issuer.EC.token()).principal();
        assertThat(principal).hasToString("ann");
        assertThat(principal).isEqualTo(Decisions.of(PHONES, Issuer.EC.token()).principal());
        assertThat(principal)
                .isNotEqualTo(Decisions.of(PHONES, Issuer.EC.token(Issuer.claims("x", "1")))
                        .principal());
    }

    @Test
    void followsAnApplicationThatExchangesItsKeys() {
        AtomicReference<JWKSet> present = new AtomicReference<>(Issuer.keysOf(Issuer.EC));
        Protection phones = phones().jwks(present::get).build();
        assertThat(Decisions.of(phones, Issuer.EC.token()).isAllowed()).isTrue();
        assertThat(Decisions.of(phones, Issuer.ED.token()).reason()).isEqualTo(Reason.INVALID_JWT);
        present.set(Issuer.keysOf(Issuer.ED));
        assertThat(Decisions.of(phones, Issuer.EC.token()).reason()).isEqualTo(Reason.INVALID_JWT);
        assertThat(Decisions.of(phones, Issuer.ED.token()).isAllowed()).isTrue();
    }

    @Test
    void keepsTheLastGoodKeysOfAnApplicationThatForgetsThem() {
        AtomicReference<JWKSet> present = new AtomicReference<>(Issuer.keysOf(Issuer.EC));
        Protection phones = phones().jwks(present::get).build();
        try (LoggedWarnings warnings = new LoggedWarnings()) {
            present.set(new JWKSet());
            assertThat(Decisions.of(phones, Issuer.EC.token()).isAllowed()).isTrue();
            assertThat(Decisions.of(phones, Issuer.EC.token()).isAllowed()).isTrue();
            assertThat(warnings.lines()).singleElement().asString().contains("the last one stays");
        }
    }
}
