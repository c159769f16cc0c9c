package dev.tallystick.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import dev.tallystick.Decision;
import dev.tallystick.Need;
import dev.tallystick.Outcome;
import dev.tallystick.Protection;
import dev.tallystick.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class JwksUrlTest {

    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration RATE_LIMIT = Duration.ofSeconds(10);
    private static final Duration OUTAGE = Duration.ofHours(1);
    private static final Duration A_MOMENT = Duration.ofMillis(1);

    /** Tokens that outlive every outage of these tests. */
    private static final String CLAIMS = Issuer.claims(
            "exp", String.valueOf(Issuer.NOW.plus(Duration.ofDays(1)).getEpochSecond()));

    private static final String OLD = Issuer.EC.token(CLAIMS);
    private static final String NEW = Issuer.ED.token(CLAIMS);

    private final JwksServer server = new JwksServer(JwksServer.keys(Issuer.EC));
    private final TestClock clock = new TestClock();
    private final LoggedWarnings warnings = new LoggedWarnings();
    private final Protection phones = phones(server.uri());

    private Protection phones(URI jwks) {
        return JwtClaimProtection.builder()
                .issuer(Issuer.NAME)
                .audience(Issuer.AUDIENCE)
                .jwks(jwks)
                .require("mobile", true)
                .clock(clock)
                .build();
    }

    @AfterEach
    void closeAll() {
        warnings.close();
        server.close();
    }

    private void letsIn(String token) {
        assertThat(Decisions.of(phones, token).isAllowed()).isTrue();
    }

    private void refuses(String token) {
        assertThat(Decisions.of(phones, token).reason()).isEqualTo(Reason.INVALID_JWT);
    }

    @Test
    void asksForKeysWithTheFirstTokenThatNeedsThem() {
        assertThat(server.asked()).isZero();
        assertThat(Decisions.of(phones, TestRequest.get()).reason()).isEqualTo(Reason.MISSING_JWT);
        assertThat(Decisions.of(phones, "garbage").reason()).isEqualTo(Reason.MALFORMED_JWT);
        assertThat(Decisions.of(phones, Issuer.EC.sign("{\"alg\":\"none\"}", CLAIMS))
                        .reason())
                .isEqualTo(Reason.INVALID_JWT);
        assertThat(server.asked()).isZero();
        letsIn(OLD);
        assertThat(server.asked()).isEqualTo(1);
    }

    @Test
    void leavesTheFetchingToTheAdapter() {
        Outcome outcome = phones.check(TestRequest.bearing(OLD));
        assertThat(outcome).isInstanceOf(Need.Work.class);
        assertThat(server.asked()).isZero();
        ((Need.Work) outcome).work().run();
        ((Need.Work) outcome).work().run();
        assertThat(server.asked()).isEqualTo(1);
        assertThat(phones.check(TestRequest.bearing(OLD))).isInstanceOf(Decision.class);
    }

    @Test
    void usesKeysForFiveMinutesWithoutAskingAgain() {
        letsIn(OLD);
        clock.advance(FRESH.minus(A_MOMENT));
        for (int i = 0; i < 100; i++) {
            letsIn(OLD);
        }
        assertThat(server.asked()).isEqualTo(1);
        clock.advance(A_MOMENT);
        letsIn(OLD);
        letsIn(OLD);
        assertThat(server.asked()).isEqualTo(2);
    }

    @Test
    void findsANewKeyAsSoonAsATokenNamesIt() {
        letsIn(OLD);
        server.answers(JwksServer.keys(Issuer.EC, Issuer.ED));
        clock.advance(RATE_LIMIT);
        letsIn(NEW);
        letsIn(OLD);
        assertThat(server.asked()).isEqualTo(2);
    }

    @Test
    void forgetsAKeyThatIsNoLongerPublished() {
        letsIn(OLD);
        server.answers(JwksServer.keys(Issuer.ED));
        clock.advance(FRESH);
        refuses(OLD);
        letsIn(NEW);
    }

    @Test
    void asksOnceInTenSecondsHoweverManyTokensNameUnknownKeys() {
        letsIn(OLD);
        clock.advance(RATE_LIMIT.minus(A_MOMENT));
        String payloadAndSignature = NEW.substring(NEW.indexOf('.'));
        for (int i = 0; i < 1000; i++) {
            refuses(Issuer.encode("{\"alg\":\"EdDSA\",\"kid\":\"" + i + "\"}") + payloadAndSignature);
        }
        assertThat(server.asked()).isEqualTo(1);
        clock.advance(A_MOMENT);
        for (int i = 0; i < 1000; i++) {
            refuses(Issuer.encode("{\"alg\":\"EdDSA\",\"kid\":\"" + i + "\"}") + payloadAndSignature);
        }
        assertThat(server.asked()).isEqualTo(2);
        letsIn(OLD);
    }

    @Test
    void asksOnceHoweverManyRequestsComeAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Callable<Boolean>> requests = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                requests.add(() -> Decisions.of(phones, OLD).isAllowed());
            }
            for (Future<Boolean> allowed : threads.invokeAll(requests)) {
                assertThat(allowed.get()).isTrue();
            }
            assertThat(server.asked()).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void decidesByTheKeysAtHandWhileAnotherRequestFetchesNewOnes() throws Exception {
        letsIn(OLD);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        server.answers(exchange -> {
            asked.countDown();
            await(released);
            JwksServer.keys(Issuer.EC, Issuer.ED).to(exchange);
        });
        clock.advance(FRESH);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Decision> fetching = threads.submit(() -> Decisions.of(phones, OLD));
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(phones.check(TestRequest.bearing(OLD)))
                    .isInstanceOfSatisfying(
                            Decision.class,
                            decision -> assertThat(decision.isAllowed()).isTrue());
            // A key that isn't at hand may be among those that are coming.
            Future<Decision> waiting = threads.submit(() -> Decisions.of(phones, NEW));
            assertThat(fetching).isNotDone();
            assertThat(waiting).isNotDone();
            released.countDown();
            assertThat(fetching.get().isAllowed()).isTrue();
            assertThat(waiting.get().isAllowed()).isTrue();
            assertThat(server.asked()).isEqualTo(2);
        } finally {
            released.countDown();
            threads.shutdownNow();
        }
    }

    @Test
    void refusesTokensWhileTheEndpointIsDownAndRecoversByItself() {
        server.answers(JwksServer.body(503, "later"));
        for (int i = 0; i < 5; i++) {
            refuses(OLD);
            clock.advance(RATE_LIMIT);
        }
        assertThat(warnings.lines())
                .singleElement()
                .asString()
                .contains("http://127.0.0.1:" + server.port() + "/jwks.json", "503", "every JWT is refused");
        server.answers(JwksServer.keys(Issuer.EC));
        letsIn(OLD);
    }

    @Test
    void refusesTokensWhileNobodyListens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Protection nowhere = phones(URI.create("http://127.0.0.1:" + port + "/jwks.json"));
        for (int i = 0; i < 5; i++) {
            assertThat(Decisions.of(nowhere, OLD).reason()).isEqualTo(Reason.INVALID_JWT);
            clock.advance(RATE_LIMIT);
        }
        assertThat(warnings.lines()).singleElement().asString().contains("ConnectException");
    }

    @Test
    void servesTheLastGoodKeysForAnHour() {
        letsIn(OLD);
        server.answers(JwksServer.body(500, ""));
        clock.advance(OUTAGE.minus(A_MOMENT));
        letsIn(OLD);
        letsIn(OLD);
        assertThat(warnings.lines()).singleElement().asString().contains("serve for 60 minutes at most");
        clock.advance(A_MOMENT);
        refuses(OLD);
        clock.advance(RATE_LIMIT);
        refuses(OLD);
        clock.advance(RATE_LIMIT);
        refuses(OLD);
        assertThat(warnings.lines()).hasSize(2).last().asString().contains("every JWT is refused");
        server.answers(JwksServer.keys(Issuer.EC));
        clock.advance(RATE_LIMIT);
        letsIn(OLD);
        server.answers(JwksServer.body(500, ""));
        clock.advance(FRESH);
        letsIn(OLD);
        assertThat(warnings.lines()).hasSize(3);
    }

    @Test
    void asksADeadEndpointNoMoreThanTheRateLimitSays() {
        letsIn(OLD);
        server.answers(JwksServer.body(500, ""));
        clock.advance(FRESH);
        for (int i = 0; i < 100; i++) {
            letsIn(OLD);
            refuses(NEW);
        }
        assertThat(server.asked()).isEqualTo(2);
        clock.advance(RATE_LIMIT);
        for (int i = 0; i < 100; i++) {
            letsIn(OLD);
            refuses(NEW);
        }
        assertThat(server.asked()).isEqualTo(3);
    }

    static Stream<Arguments> uselessAnswers() throws JOSEException {
        String ours = Issuer.keysOf(Issuer.EC).toString();
        String theirs = Issuer.keysOf(Issuer.ED).toString();
        String secret = new OctetSequenceKey.Builder(Base64URL.encode("a secret that everybody knows, 32 or more"))
                .keyID("ec-1")
                .build()
                .toJSONString();
        String privateKey =
                new ECKeyGenerator(Curve.P_256).keyID("p").generate().toJSONString();
        return Stream.of(
                arguments("garbage", JwksServer.body(200, "garbage")),
                arguments("nothing", JwksServer.body(200, "")),
                arguments("a page", JwksServer.body(200, "<!DOCTYPE html><title>Welcome</title>")),
                arguments("JSON that is no set", JwksServer.body(200, "{}")),
                arguments("a list", JwksServer.body(200, "[]")),
                arguments("an empty set", JwksServer.body(200, "{\"keys\":[]}")),
                arguments("a set of nothing", JwksServer.body(200, "{\"keys\":null}")),
                arguments("a set of no objects", JwksServer.body(200, "{\"keys\":[1,null,\"x\",[]]}")),
                arguments("keys of no kind", JwksServer.body(200, "{\"keys\":[{},{\"kty\":1},{\"kty\":\"XYZ\"}]}")),
                arguments("a key that is no point", JwksServer.body(200, theirs.replace("\"x\":\"", "\"x\":\"AAAA"))),
                arguments("a key without its half", JwksServer.body(200, ours.replace("\"y\"", "\"z\""))),
                arguments("two sets in one", JwksServer.body(200, "{\"keys\":[]," + theirs.substring(1))),
                arguments("only a shared secret", JwksServer.body(200, "{\"keys\":[" + secret + "]}")),
                arguments("a private key", JwksServer.body(200, "{\"keys\":[" + privateKey + "]}")),
                arguments(
                        "a private key beside theirs",
                        JwksServer.body(200, theirs.replace("[", "[" + privateKey + ","))),
                arguments("half a set", JwksServer.body(200, theirs.substring(0, theirs.length() / 2))),
                arguments("a set with a tail", JwksServer.body(200, theirs + theirs)),
                arguments("a set that isn't found", JwksServer.body(404, theirs)),
                arguments("a set that is forbidden", JwksServer.body(403, theirs)),
                arguments("a set of an error", JwksServer.body(500, theirs)),
                arguments("a set that was made", JwksServer.body(201, theirs)),
                arguments("a huge set", JwksServer.body(200, " ".repeat(300_000) + theirs)),
                arguments("an endless set", (JwksServer.Answer) exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    byte[] blanks = " ".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);
                    for (int i = 0; i < 1024; i++) {
                        exchange.getResponseBody().write(blanks);
                    }
                }),
                arguments("a set that breaks off", (JwksServer.Answer) exchange -> {
                    exchange.sendResponseHeaders(200, theirs.length() + 100);
                    exchange.getResponseBody().write(theirs.getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("uselessAnswers")
    void keepsGoodKeysWhenItGets(String what, JwksServer.Answer useless) {
        letsIn(OLD);
        server.answers(useless);
        clock.advance(FRESH);
        letsIn(OLD);
        refuses(NEW);
        assertThat(server.asked()).isGreaterThan(1);
        assertThat(warnings.lines())
                .singleElement()
                .asString()
                .startsWith("The JWK Set at http://127.0.0.1:")
                .doesNotContain("\"d\"")
                .doesNotContain("a secret that everybody knows");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("uselessAnswers")
    void opensToNobodyWhenAllItGetsIs(String what, JwksServer.Answer useless) {
        server.answers(useless);
        refuses(OLD);
        refuses(NEW);
        assertThat(warnings.lines()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsNoRedirect(int status) {
        try (JwksServer elsewhere = new JwksServer(JwksServer.keys(Issuer.ED))) {
            server.answers(exchange -> {
                exchange.getResponseHeaders().add("Location", elsewhere.uri().toString());
                exchange.sendResponseHeaders(status, -1);
            });
            refuses(NEW);
            server.answers(exchange -> {
                exchange.getResponseHeaders().add("Location", "/other.json");
                exchange.sendResponseHeaders(status, -1);
            });
            clock.advance(RATE_LIMIT);
            refuses(NEW);
            assertThat(elsewhere.asked()).isZero();
            assertThat(server.asked()).isEqualTo(2);
            assertThat(warnings.lines()).singleElement().asString().contains("redirects are not followed");
        }
    }

    @Test
    void ignoresKeysThatAreOfNoUseAndSaysSo() {
        String weak = Issuer.rsa("weak", 1024).publicKey().toJSONString();
        String good = Issuer.keysOf(Issuer.EC).toString();
        String mixed = good.replace(
                "[", "[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"},{\"kty\":\"AKP\",\"alg\":\"ML-DSA-44\"}," + weak + ",");
        server.answers(JwksServer.body(200, mixed));
        letsIn(OLD);
        clock.advance(FRESH);
        letsIn(OLD);
        assertThat(warnings.lines())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("key 1 is ignored", "shared secret"))
                .anySatisfy(line -> assertThat(line).contains("key 3 is ignored", "2048 bits"))
                .noneSatisfy(line -> assertThat(line).contains("c2VjcmV0"));
    }

    @Test
    void triesAConnectionThatBreaksOnceMore() {
        server.answers(exchange -> {
            server.answers(JwksServer.keys(Issuer.EC));
            exchange.close();
        });
        letsIn(OLD);
        assertThat(warnings.lines()).isEmpty();
    }

    @Test
    void waitsForASilentEndpointForSecondsOnly() {
        CountDownLatch never = new CountDownLatch(1);
        server.answers(exchange -> await(never));
        long start = System.nanoTime();
        refuses(OLD);
        refuses(OLD);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(warnings.lines()).singleElement().asString().contains("SocketTimeoutException");
        never.countDown();
    }

    @Test
    void waitsForADrippingEndpointForSecondsOnly() {
        CountDownLatch never = new CountDownLatch(1);
        server.answers(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 200 && !awaits(never, 200); i++) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
            }
        });
        long start = System.nanoTime();
        refuses(OLD);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(warnings.lines()).singleElement().asString().contains("takes longer than 5 s");
        never.countDown();
    }

    @Test
    void isNotConfusedByAClockThatIsSetBack() {
        clock.advance(Duration.ofDays(1));
        refuses(OLD.replace("x", "y"));
        assertThat(server.asked()).isEqualTo(1);
        clock.set(Issuer.NOW);
        letsIn(OLD);
        assertThat(server.asked()).isEqualTo(2);
        clock.advance(RATE_LIMIT);
        server.answers(JwksServer.keys(Issuer.ED));
        letsIn(NEW);
    }

    @Test
    void reachesNamesBelowLocalhostOnThisMachine() {
        Protection local = phones(URI.create("http://id.Bank.localhost:" + server.port() + "/jwks.json?v=1"));
        assertThat(Decisions.of(local, OLD).isAllowed()).isTrue();
        Protection plain = phones(URI.create("HTTP://LOCALHOST:" + server.port() + "/"));
        assertThat(Decisions.of(plain, OLD).isAllowed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://id.bank.example/jwks.json",
                "http://localhost.evil.example/jwks.json",
                "http://evillocalhost/jwks.json",
                "http://127.0.0.1.evil.example/jwks.json",
                "http://192.168.0.1/jwks.json",
                "http://[::2]/jwks.json",
                "ftp://id.bank.example/jwks.json",
                "jar:file:/tmp/x.jar!/jwks.json",
                "jwks.json",
                "//id.bank.example/jwks.json",
                "https:jwks.json",
                "https:///jwks.json",
                "https://user:password@id.bank.example/jwks.json",
                "http://localhost@evil.example/jwks.json"
            })
    void refusesAUrlWhereKeysCouldBeAnybodys(String url) {
        assertThatThrownBy(() -> phones(URI.create(url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("jwks: '")
                .hasMessageContaining("write ")
                .hasMessageNotContaining("password@");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://id.bank.example", "https://localhost/", "http://[::1]:8080/", "http://127.0.0.1/"})
    void takesAUrlThatIsEncryptedOrOnThisMachine(String url) {
        assertThat(phones(URI.create(url))).isNotNull();
    }

    private static void await(CountDownLatch latch) {
        awaits(latch, 30_000);
    }

    private static boolean awaits(CountDownLatch latch, long millis) {
        try {
            return latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
