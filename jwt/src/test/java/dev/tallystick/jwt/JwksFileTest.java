package dev.tallystick.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.tallystick.Decision;
import dev.tallystick.Need;
import dev.tallystick.Protection;
import dev.tallystick.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JwksFileTest {

    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

    @TempDir
    private Path directory;

    private final TestClock clock = new TestClock();
    private Instant written = Instant.parse("2026-01-01T00:00:00Z");

    private Path file() {
        return directory.resolve("jwks.json");
    }

    /** With a time of its own, however fast one follows the other. */
    private void write(String text) throws IOException {
        Files.writeString(file(), text);
        written = written.plusSeconds(1);
        Files.setLastModifiedTime(file(), FileTime.from(written));
    }

    private void write(Issuer... issuers) throws IOException {
        write(Issuer.keysOf(issuers).toString());
    }

    private JwtClaimProtection.Builder builder() {
        return JwtClaimProtection.builder()
                .issuer(Issuer.NAME)
                .audience(Issuer.AUDIENCE)
                .require("mobile", true)
                .clock(clock);
    }

    @Test
    void readsTheFileAtStart() throws IOException {
        write(Issuer.EC);
        for (Protection phones : new Protection[] {
            builder().jwks(file()).build(), builder().jwks(file().toUri()).build()
        }) {
            assertThat(phones.check(TestRequest.bearing(Issuer.EC.token())))
                    .isInstanceOfSatisfying(
                            Decision.class,
                            decision -> assertThat(decision.isAllowed()).isTrue());
            assertThat(Decisions.of(phones, Issuer.ED.token()).reason()).isEqualTo(Reason.INVALID_JWT);
        }
    }

    @Test
    void readsTheFileAgainWhenItHasChanged() throws IOException {
        write(Issuer.EC);
        Protection phones = builder().jwks(file()).build();
        write(Issuer.ED);
        clock.advance(LOOK_INTERVAL.minusMillis(1));
        assertThat(Decisions.of(phones, Issuer.ED.token()).reason()).isEqualTo(Reason.INVALID_JWT);
        clock.advance(Duration.ofMillis(1));
        assertThat(phones.check(TestRequest.bearing(Issuer.ED.token()))).isInstanceOf(Need.Work.class);
        assertThat(Decisions.of(phones, Issuer.ED.token()).isAllowed()).isTrue();
        assertThat(Decisions.of(phones, Issuer.EC.token()).reason()).isEqualTo(Reason.INVALID_JWT);
    }

    @Test
    void looksOnceInASecondForAllRequests() throws IOException {
        write(Issuer.EC);
        Protection phones = builder().jwks(file()).build();
        clock.advance(LOOK_INTERVAL);
        Need.Work first = (Need.Work) phones.check(TestRequest.bearing(Issuer.EC.token()));
        Need.Work second = (Need.Work) phones.check(TestRequest.bearing(Issuer.EC.token()));
        first.work().run();
        write(Issuer.ED);
        second.work().run();
        assertThat(phones.check(TestRequest.bearing(Issuer.EC.token())))
                .isInstanceOfSatisfying(
                        Decision.class,
                        decision -> assertThat(decision.isAllowed()).isTrue());
    }

    @Test
    void keepsTheLastGoodKeysWhenTheNewFileIsBrokenAndSaysSoOnce() throws IOException {
        write(Issuer.EC);
        Protection phones = builder().jwks(file()).build();
        try (LoggedWarnings warnings = new LoggedWarnings()) {
            write("{\"keys\":[");
            for (int i = 0; i < 3; i++) {
                clock.advance(LOOK_INTERVAL);
                assertThat(Decisions.of(phones, Issuer.EC.token()).isAllowed()).isTrue();
            }
            assertThat(warnings.lines())
                    .singleElement()
                    .asString()
                    .contains("jwks.json", "is no JWK Set", "stay in use");
            Files.delete(file());
            clock.advance(LOOK_INTERVAL);
            assertThat(Decisions.of(phones, Issuer.EC.token()).isAllowed()).isTrue();
            assertThat(warnings.lines()).hasSize(2).last().asString().contains("there is no file");
            write(Issuer.ED);
            clock.advance(LOOK_INTERVAL);
            assertThat(Decisions.of(phones, Issuer.ED.token()).isAllowed()).isTrue();
            assertThat(Decisions.of(phones, Issuer.EC.token()).reason()).isEqualTo(Reason.INVALID_JWT);
            assertThat(warnings.lines()).hasSize(2);
        }
    }

    @Test
    void readsAgainWhenTheOldFileIsPutBack() throws IOException {
        write(Issuer.EC);
        FileTime first = Files.getLastModifiedTime(file());
        Protection phones = builder().jwks(file()).build();
        try (LoggedWarnings warnings = new LoggedWarnings()) {
            write("");
            clock.advance(LOOK_INTERVAL);
            assertThat(Decisions.of(phones, Issuer.EC.token()).isAllowed()).isTrue();
            write(Issuer.EC);
            Files.setLastModifiedTime(file(), first);
            clock.advance(LOOK_INTERVAL);
            assertThat(Decisions.of(phones, Issuer.EC.token()).isAllowed()).isTrue();
            assertThat(warnings.lines()).hasSize(1);
        }
    }

    static Stream<Arguments> uselessFiles() throws JOSEException {
        String privateKey = new ECKeyGenerator(Curve.P_256).generate().toJSONString();
        return Stream.of(
                arguments("", "is no JWK Set"),
                arguments("garbage", "is no JWK Set"),
                arguments("{\"keys\":{}}", "is no JWK Set"),
                arguments("{\"keys\":[]}", "no public key"),
                arguments("{\"keys\":[],\"keys\":[]}", "is no JWK Set"),
                arguments("{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}", "shared secret"),
                arguments("{\"keys\":[{\"kty\":\"RSA\"}]}", "no complete public key"),
                arguments("{\"keys\":[" + privateKey + "]}", "key 1 is a private key: publish public keys only"),
                arguments("{\"keys\":[{\"kty\":\"AKP\",\"priv\":\"AAAA\"}]}", "key 1 is a private key"),
                arguments("{\"keys\":[{\"kty\":\"RSA\",\"p\":\"AAAA\"}]}", "key 1 is a private key"),
                arguments(" ".repeat(1024 * 1024 + 1), "longer than"));
    }

    @ParameterizedTest
    @MethodSource("uselessFiles")
    void failsAtStartWhenTheFileIsOfNoUse(String text, String why) throws IOException {
        write(text);
        assertThatThrownBy(() -> builder().jwks(file()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("jwks: the JWK Set in the file '" + file() + "' can't be used: ")
                .hasMessageContaining(why)
                .hasMessageNotContaining("c2VjcmV0")
                .hasMessageNotContaining("\"d\"");
    }

    @Test
    void failsAtStartWhenThereIsNoFile() {
        assertThatThrownBy(() -> builder().jwks(file()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("jwks: there is no file '" + file() + "': write the path of a JWK Set, or its URL");
        assertThatThrownBy(() -> builder().jwks(directory).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("jwks: the file '" + directory + "' can't be read");
    }
}
