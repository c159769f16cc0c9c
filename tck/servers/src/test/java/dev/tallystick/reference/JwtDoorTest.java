package dev.tallystick.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The mount {@code /mobile}, attacked with JWTs of every bad kind. */
class JwtDoorTest extends OnEveryAdapter {

    private static final Jwts JWTS = Jwts.INSTANCE;

    private Client client() {
        return client(keysAnd());
    }

    private static String[] keysAnd(String... more) {
        return Stream.concat(
                        Stream.of(
                                "jwt.jwks=" + JWTS.file(),
                                "jwt.issuer=" + Jwts.ISSUER,
                                "jwt.audience=" + Jwts.AUDIENCE,
                                "jwt.claim.mobile=true"),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private Reply call(String authorization) {
        return client().send(Call.post("/mobile/echo").with("Authorization", authorization));
    }

    private static Arguments row(String intent, Supplier<String> token, String outcome) {
        return Arguments.of(intent, token, outcome);
    }

    private static long secondsFromNow(long seconds) {
        return Instant.now().getEpochSecond() + seconds;
    }

    static Stream<Arguments> tokens() {
        return Stream.of(
                row("good", JWTS::valid, "200"),
                row("of the other key", () -> JWTS.es256(Jwts.claims("")), "200"),
                row(
                        "typ JWT",
                        () -> JWTS.rs256("{\"alg\":\"RS256\",\"kid\":\"r1\",\"typ\":\"JWT\"}", Jwts.claims("")),
                        "200"),
                row("typ at+jwt", () -> JWTS.rs256("{\"alg\":\"RS256\",\"typ\":\"at+jwt\"}", Jwts.claims("")), "200"),
                row(
                        "another typ",
                        () -> JWTS.rs256("{\"alg\":\"RS256\",\"typ\":\"logout+jwt\"}", Jwts.claims("")),
                        "401 invalid-jwt"),
                row("several audiences", () -> JWTS.rs256(Jwts.claims("\"aud\":[\"x\",\"bank\"]")), "200"),
                row("unsigned", Jwts::unsigned, "401 invalid-jwt"),
                row("algorithm None", () -> JWTS.rs256("{\"alg\":\"None\"}", Jwts.claims("")), "401 invalid-jwt"),
                row("HMAC with the public key", JWTS::hs256WithThePublicKey, "401 invalid-jwt"),
                row(
                        "another algorithm than the key's",
                        () -> JWTS.rs256("{\"alg\":\"PS256\",\"kid\":\"r1\"}", Jwts.claims("")),
                        "401 invalid-jwt"),
                row(
                        "the kid of another key",
                        () -> JWTS.rs256("{\"alg\":\"RS256\",\"kid\":\"e1\"}", Jwts.claims("")),
                        "401 invalid-jwt"),
                row(
                        "an unknown kid",
                        () -> JWTS.rs256("{\"alg\":\"RS256\",\"kid\":\"../../../../etc/passwd\"}", Jwts.claims("")),
                        "401 invalid-jwt"),
                row("a stranger's", () -> JWTS.byStranger("{\"alg\":\"RS256\",\"kid\":\"r1\"}"), "401 invalid-jwt"),
                row(
                        "a stranger's who brings the key",
                        () -> JWTS.byStranger("{\"alg\":\"RS256\",\"kid\":\"r1\",\"jwk\":" + JWTS.strangersJwk() + "}"),
                        "401 invalid-jwt"),
                row(
                        "a stranger's who says where the key is",
                        () -> JWTS.byStranger(
                                "{\"alg\":\"RS256\",\"kid\":\"r1\",\"jku\":\"http://127.0.0.1:1/jwks.json\"}"),
                        "401 invalid-jwt"),
                row(
                        "critical and unknown",
                        () -> JWTS.rs256("{\"alg\":\"RS256\",\"crit\":[\"x\"],\"x\":1}", Jwts.claims("")),
                        "401 invalid-jwt"),
                row("expired", () -> JWTS.rs256(Jwts.claims("\"exp\":" + secondsFromNow(-120))), "401 expired-jwt"),
                row("expired within the skew", () -> JWTS.rs256(Jwts.claims("\"exp\":" + secondsFromNow(-30))), "200"),
                row(
                        "not yet valid",
                        () -> JWTS.rs256(Jwts.claims("\"nbf\":" + secondsFromNow(120))),
                        "401 expired-jwt"),
                row(
                        "without expiry",
                        () -> JWTS.rs256(
                                "{\"iss\":\"" + Jwts.ISSUER + "\",\"aud\":\"bank\",\"sub\":\"x\",\"mobile\":true}"),
                        "401 invalid-jwt"),
                row(
                        "of another issuer",
                        () -> JWTS.rs256(Jwts.claims("\"iss\":\"https://evil.example\"")),
                        "401 invalid-jwt"),
                row("for another audience", () -> JWTS.rs256(Jwts.claims("\"aud\":\"shop\"")), "401 invalid-jwt"),
                row("of nobody", () -> JWTS.rs256(Jwts.claims("\"sub\":\"\"")), "401 invalid-jwt"),
                row(
                        "with a claim twice",
                        () -> JWTS.rs256(Jwts.claims("\"mobile\":false,\"mobile\":true")),
                        "401 invalid-jwt"),
                row("without the claim", () -> JWTS.rs256(Jwts.claims("\"mobile\":false")), "403 missing-claim"),
                row("the claim as a text", () -> JWTS.rs256(Jwts.claims("\"mobile\":\"true\"")), "403 missing-claim"),
                row("the claim as a number", () -> JWTS.rs256(Jwts.claims("\"mobile\":1")), "403 missing-claim"),
                row("the claim in a list", () -> JWTS.rs256(Jwts.claims("\"mobile\":[true]")), "403 missing-claim"),
                row(
                        "changed",
                        () -> JWTS.valid().replace("." + Jwts.encode("{\"iss"), "." + Jwts.encode("{\"isT")),
                        "401 invalid-jwt"),
                row("cut", () -> JWTS.valid().substring(0, JWTS.valid().lastIndexOf('.')), "401 malformed-jwt"),
                row("no JWT at all", () -> "x", "401 malformed-jwt"),
                row("five parts, encrypted", () -> "a.b.c.d.e", "401 malformed-jwt"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tokens")
    void aTokenIsJudged(String intent, Supplier<String> token, String outcome) {
        Reply reply = call("Bearer " + token.get());

        assertThat(reply.outcome()).isEqualTo(outcome);
        if (reply.status() == 401 || reply.status() == 403) {
            assertThat(reply.header("WWW-Authenticate")).startsWith("Bearer");
            assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', 401 missing-jwt",
        "Bearer, 401 malformed-jwt",
        "'Bearer ', 401 malformed-jwt",
        "Basic eDp5, 401 missing-jwt",
        "Bearerx, 401 missing-jwt",
    })
    void aHeaderWithoutATokenIsNone(String authorization, String outcome) {
        assertThat(call(authorization).outcome()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer ", "BEARER "})
    void theSchemeIsReadInAnyCase(String scheme) {
        assertThat(call(scheme + JWTS.valid()).outcome()).isEqualTo("200");
    }

    @Test
    void twoLinesAreRefusedEvenIfBothAreGood() {
        String token = JWTS.valid();

        Reply reply = client().send(Call.get("/mobile/echo")
                .with("Authorization", "Bearer " + token)
                .with("authorization", "Bearer " + token));

        assertThat(reply.outcome()).isIn("401 malformed-jwt", "400");
    }

    @Test
    void aTokenAnywhereElseDoesNotCount() {
        String token = JWTS.valid();

        assertThat(client().get("/mobile/echo?access_token=" + token + "&Authorization=Bearer+" + token)
                        .outcome())
                .isEqualTo("401 missing-jwt");
        assertThat(client().post("/mobile/echo", "access_token=" + token).outcome())
                .isEqualTo("401 missing-jwt");
        assertThat(client().setCookie("Authorization", "Bearer " + token)
                        .setCookie("access_token", token)
                        .get("/mobile/echo")
                        .outcome())
                .isEqualTo("401 missing-jwt");
        assertThat(client().send(Call.get("/mobile/echo").with("X-Authorization", "Bearer " + token))
                        .outcome())
                .isEqualTo("401 missing-jwt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "TRACE", "QUERY", "POST", "PURGE"})
    void everyMethodNeedsOne(String method) {
        assertThat(client().send(Call.of(method, "/mobile/echo")).status()).isEqualTo(401);
        assertThat(client().send(Call.of(method, "/mobile/echo").with("Authorization", "Bearer " + JWTS.valid()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void noEvidenceOfABrowserMatters() {
        Reply reply = client().send(Call.post("/mobile/echo")
                .with("Authorization", "Bearer " + JWTS.valid())
                .with("Origin", "https://evil.example")
                .with("Sec-Fetch-Site", "cross-site")
                .form("field=x"));

        assertThat(reply.outcome()).isEqualTo("200");
        assertThat(reply.json("field")).isEqualTo("x");
    }

    @Test
    void anExemptionAndReportOnlyOpenNoDoor() {
        Client client = client(keysAnd("exempt=/mobile/**", "report-only=true"));

        assertThat(client.post("/mobile/hooks/echo", "").outcome()).isEqualTo("401 missing-jwt");
        assertThat(client.post("/mobile/annotated/echo", "").outcome()).isEqualTo("401 missing-jwt");
    }

    @Test
    void withoutAJwkSetEveryTokenIsRefused() {
        Client client = client("jwt.issuer=" + Jwts.ISSUER, "jwt.audience=bank", "jwt.claim.mobile=true");

        Reply reply = client.send(Call.get("/mobile/echo").with("Authorization", "Bearer " + JWTS.valid()));

        assertThat(reply.outcome()).isEqualTo("401 invalid-jwt");
        assertThat(client.get("/mobile/echo").outcome()).isEqualTo("401 missing-jwt");
    }

    @Test
    void eachKeyOfTheDoorIsHeeded() {
        assertThat(withValid(client(keysAnd("jwt.issuer=https://other.example")))
                        .outcome())
                .isEqualTo("401 invalid-jwt");
        assertThat(withValid(client(keysAnd("jwt.audience=shop"))).outcome()).isEqualTo("401 invalid-jwt");
        assertThat(withValid(client(keysAnd("jwt.algorithms=ES256,PS256"))).outcome())
                .isEqualTo("401 invalid-jwt");
        assertThat(withValid(client(keysAnd("jwt.algorithms=ES256,RS256"))).outcome())
                .isEqualTo("200");
        assertThat(withValid(client(keysAnd("jwt.claim.mobile=\"true\""))).outcome())
                .isEqualTo("403 missing-claim");
        assertThat(withValid(client(keysAnd("jwt.claim.device=\"phone\""))).outcome())
                .isEqualTo("403 missing-claim");
        assertThat(withValid(client(keysAnd("jwt.jwks=" + JWTS.file().toUri()))).outcome())
                .isEqualTo("200");
    }

    private static Reply withValid(Client client) {
        return client.send(Call.get("/mobile/echo").with("Authorization", "Bearer " + JWTS.valid()));
    }

    @Test
    void theAmbientLoginOfABrowserIsNotMixedIn() {
        Client client = client();
        client.login("/web", "ann");
        assertThat(client.get("/web/echo").json("user")).isEqualTo("ann");

        Reply reply = client.send(Call.get("/mobile/echo").with("Authorization", "Bearer " + JWTS.valid()));

        assertThat(reply.json("user")).isEqualTo(Jwts.SUBJECT);
        assertThat(reply.json("cookies")).isEqualTo("[]");
        assertThat(client.get("/web/echo").json("user")).isEqualTo("ann");
    }

    @Test
    void whereBothAreLetInTheHeaderAloneDecides() {
        Client client = client(keysAnd("mounts=/both=bearer-or-csrf"));
        client.login("/both", "ann");
        String token = client.token("/both");

        assertThat(client.post("/both/echo", "_csrf=" + token).json("user")).isEqualTo("ann");
        assertThat(client.post("/both/echo", "").outcome()).isEqualTo("403 missing-token");
        assertThat(client.send(Call.post("/both/echo")
                                .with("Authorization", "Bearer x")
                                .form("_csrf=" + token))
                        .outcome())
                .isEqualTo("401 malformed-jwt");
        assertThat(client.send(Call.get("/both/echo").with("Authorization", "bearer"))
                        .outcome())
                .isEqualTo("401 malformed-jwt");
        Reply phone = client.send(Call.post("/both/echo").with("Authorization", "Bearer " + JWTS.valid()));
        assertThat(phone.json("user")).isEqualTo(Jwts.SUBJECT);
        assertThat(phone.json("cookies")).isEqualTo("[]");
        // Another scheme is no bearer token: the request is a browser's.
        assertThat(client.send(Call.post("/both/echo")
                                .with("Authorization", "Basic eDp5")
                                .form("_csrf=" + token))
                        .json("user"))
                .isEqualTo("ann");
    }
}
