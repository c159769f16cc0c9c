package dev.tallystick.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.testing.FakeRequest;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the headers prove, as far as it depends on the configuration; the rest stands in {@code evidence.table}. */
class OriginCheckTest {

    private static final Origin BANK = Origin.of("https://bank.example");
    private static final Origin OTHER = Origin.of("https://other.example");
    private final OriginCheck guessing = check(List.of());
    private final OriginCheck configured = check(List.of("https://bank.example"));

    private static OriginCheck check(List<String> baseUrls, String... trusted) {
        return new OriginCheck(TrustedOrigins.of(List.of(trusted)), TargetOrigins.of(baseUrls, TrustedProxies.none()));
    }

    @Test
    void theBrowsersWordWeighsMoreThanAGuessAndLessThanABaseUrl() {
        FakeRequest request = FakeRequest.post("/")
                .origin("https://bank.example")
                .site("same-origin")
                .build();

        assertThat(guessing.check(request, OTHER)).isEqualTo(Finding.SAME);
        assertThat(configured.check(request, OTHER)).isEqualTo(Finding.UNTRUSTED_ORIGIN);
    }

    @Test
    void aCommaAnywhereMakesAListOfWhatIsNone() {
        assertThat(configured.check(
                        FakeRequest.post("/").origin(",https://bank.example").build(), BANK))
                .isEqualTo(Finding.CONFLICTING_HEADERS);
        assertThat(configured.check(FakeRequest.post("/").site(",same-origin").build(), BANK))
                .isEqualTo(Finding.CONFLICTING_HEADERS);
    }

    @Test
    void trustsWhatWasDeclaredAndNothingElse() {
        FakeRequest request =
                FakeRequest.post("/").origin("https://a.b.partner.example").build();

        assertThat(check(List.of(), "https://*.partner.example").check(request, BANK))
                .isEqualTo(Finding.TRUSTED);
        assertThat(check(List.of(), "https://a.b.partner.example").check(request, BANK))
                .isEqualTo(Finding.TRUSTED);
        assertThat(check(List.of(), "https://partner.example").check(request, BANK))
                .isEqualTo(Finding.UNTRUSTED_ORIGIN);
        assertThat(check(List.of()).check(request, BANK)).isEqualTo(Finding.UNTRUSTED_ORIGIN);
        assertThat(TrustedOrigins.none().contains(BANK)).isFalse();
    }

    @Test
    void saysHowManyOriginsAreTrusted() {
        assertThat(TrustedOrigins.of(List.of("https://*.a.example", "https://b.example", "https://c.example")))
                .hasToString("TrustedOrigins[3]");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // Origin sent, target, looks like a proxy that ends TLS
                "https://bank.example, http://bank.example, true",
                "https://bank.example, http://bank.example:8080, true",
                "http://bank.example, http://bank.example:8080, false",
                "https://evil.example, http://bank.example, false",
                "https://bank.example:8443, https://bank.example, false",
                "null, http://bank.example, false",
                "-, http://bank.example, false",
            })
    void anHttpsOriginOfTheOwnHostTellsOfAProxyThatEndsTls(@Nullable String sent, String target, boolean proxy) {
        assertThat(OriginCheck.looksLikeProxyEndingTls(sent, Objects.requireNonNull(Origin.parse(target))))
                .isEqualTo(proxy);
    }
}
