package dev.tallystick.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.testing.FakeRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The target origin, as far as a server says more than header lines; the rest stands in {@code targets.table}. */
class TargetOriginsTest {

    private static final TargetOrigins GUESSED = TargetOrigins.of(List.of(), TrustedProxies.none());

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "https, bank.example, -, https://bank.example",
                "https, bank.example, bank.example, https://bank.example",
                "https, bank.example:443, BANK.example, https://bank.example",
                "https, bank.example, bank.example:443, https://bank.example",
                "http, bank.example:8080, bank.example:8080, http://bank.example:8080",
                "https, bank.example, evil.example, -",
                "https, bank.example, bank.example:80, -",
                "https, bank.example, user@bank.example, -",
                "https, bank.example, '', -",
            })
    void anAbsoluteRequestTargetMustNameTheSameHost(
            String scheme, String host, @Nullable String targetAuthority, @Nullable String target) {
        FakeRequest request = FakeRequest.post("/")
                .scheme(scheme)
                .host(host)
                .targetAuthority(targetAuthority)
                .build();

        assertThat(String.valueOf(GUESSED.find(request))).isEqualTo(String.valueOf(target));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "https, bank.example:443, https://bank.example",
                "http, bank.example:8080, http://bank.example:8080",
                "https, -, -",
                "https, 'a b', -",
            })
    void isWhatTheServerTookWhereTheServerJudges(String scheme, @Nullable String authority, @Nullable String target) {
        TargetOrigins targets = TargetOrigins.of(List.of(), TrustedProxies.server());
        FakeRequest request = FakeRequest.post("/")
                .scheme(scheme)
                .serverAuthority(authority)
                .host("internal")
                .header("X-Forwarded-Host", "evil.example")
                .header("Forwarded", "host=evil.test")
                .build();

        assertThat(String.valueOf(targets.find(request))).isEqualTo(String.valueOf(target));
    }

    @Test
    void theServersWordCountsOnlyWhereTheConfigurationSaysSo() {
        FakeRequest request = FakeRequest.post("/")
                .host("bank.example")
                .serverAuthority("evil.example")
                .build();

        assertThat(GUESSED.find(request)).hasToString("https://bank.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bank.example",
                "https://bank.example/path",
                "https://bank.example//",
                "*",
                "",
                "https://*.bank.example"
            })
    void refusesABaseUrlThatIsNoOrigin(String baseUrl) {
        assertThatThrownBy(() -> TargetOrigins.of(List.of(baseUrl), TrustedProxies.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not an origin: write scheme://host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://bank.example", "capacitor://localhost", "file://", "wss://bank.example"})
    void refusesABaseUrlOfAnotherScheme(String baseUrl) {
        assertThatThrownBy(() -> TargetOrigins.of(List.of(baseUrl), TrustedProxies.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("base URL '" + baseUrl + "' is neither http nor https");
    }

    @Test
    void takesABaseUrlAsItStandsInTheAddressBarAndOnceEach() {
        assertThat(TargetOrigins.of(
                                List.of("https://Bank.example/", "https://bank.example:443", "http://bank.example"),
                                TrustedProxies.none())
                        .baseUrls())
                .extracting(Origin::toString)
                .containsExactly("https://bank.example", "http://bank.example");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // blocks, peer, trusted
                "10.0.0.0/8, 10.255.255.255, true",
                "10.0.0.0/8, 11.0.0.0, false",
                "10.0.0.0/8, 9.255.255.255, false",
                "10.1.2.3/8, 10.9.9.9, true",
                "10.0.0.0/9, 10.127.255.255, true",
                "10.0.0.0/9, 10.128.0.0, false",
                "192.168.1.128/25, 192.168.1.128, true",
                "192.168.1.128/25, 192.168.1.127, false",
                "192.168.1.1, 192.168.1.1, true",
                "192.168.1.1, 192.168.1.2, false",
                "192.168.1.1/32, 192.168.1.1, true",
                "192.168.1.0/31, 192.168.1.1, true",
                "192.168.1.0/31, 192.168.1.2, false",
                "0.0.0.0/0, 203.0.113.9, true",
                "0.0.0.0/0, ::1, false",
                "::/0, ::1, true",
                "::/0, 127.0.0.1, false",
                "::1, ::1, true",
                "::1/128, 0:0:0:0:0:0:0:1, true",
                "2001:db8::/32, 2001:db8:ffff::1, true",
                "2001:db8::/32, 2001:db9::, false",
                "2001:db8::/33, 2001:db8:7fff::1, true",
                "2001:db8::/33, 2001:db8:8000::1, false",
                "fe80::/10, fe80::1%eth0, true",
                "fe80::/10, fe80::1%1, true",
                "fe80::1%eth0, fe80::1, true",
                // IPv4 in IPv6's clothes, as dual-stack sockets say it
                "10.0.0.0/8, ::ffff:10.1.2.3, true",
                "10.0.0.0/8, ::ffff:a01:203, true",
                "10.0.0.0/8, 0:0:0:0:0:ffff:10.1.2.3, true",
                "10.0.0.0/8, ::10.1.2.3, false",
                "10.0.0.0/8, ::ffff:11.1.2.3, false",
                "10.0.0.0/8, 1::ffff:10.1.2.3, false",
                "10.0.0.0/8, 0:0:0:0:1:ffff:10.1.2.3, false",
                "::ffff:10.0.0.1, 10.0.0.1, true",
                "'10.0.0.0/8,192.168.0.0/16', 192.168.7.7, true",
                "'10.0.0.0/8,192.168.0.0/16', 172.16.0.1, false",
                // What is no address is nobody's
                "0.0.0.0/0, -, false",
                "0.0.0.0/0, '', false",
                "0.0.0.0/0, localhost, false",
                "0.0.0.0/0, 1.2.3, false",
                "0.0.0.0/0, 1.2.3.4.5, false",
                "0.0.0.0/0, 1.2.3.256, false",
                "0.0.0.0/0, 127.0.0.1:4711, false",
                "::/0, [::1], false",
                "::/0, ::g, false",
            })
    void forwardedHeadersCountWhenThePeerLiesInABlock(String blocks, @Nullable String peer, boolean trusted) {
        TargetOrigins targets = TargetOrigins.of(List.of(), TrustedProxies.of(List.of(blocks.split(","))));
        FakeRequest request = FakeRequest.post("/")
                .peer(peer)
                .host("direct.example")
                .header("X-Forwarded-Host", "bank.example")
                .build();

        assertThat(targets.find(request)).hasToString(trusted ? "https://bank.example" : "https://direct.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[2001:db8::]", "[::1]", "bank.example"})
    void aPortOfTheProxysStandsBehindAHostThatNamesNone(String host) {
        TargetOrigins targets = TargetOrigins.of(List.of(), TrustedProxies.of(List.of("::1")));
        FakeRequest.Builder request =
                FakeRequest.post("/").peer("::1").host(host).header("X-Forwarded-Port", "8443");

        assertThat(targets.find(request.build())).hasToString("https://" + host + ":8443");
        assertThat(targets.find(request.copy()
                        .header("X-Forwarded-Host", host + ":9443")
                        .build()))
                .hasToString("https://" + host + ":9443");
    }

    @Test
    void canBeHttpUnlessOnlyHttpsIsConfigured() {
        assertThat(GUESSED.mayBeHttp()).isTrue();
        assertThat(TargetOrigins.of(List.of("https://a.example", "http://b.example"), TrustedProxies.none())
                        .mayBeHttp())
                .isTrue();
        assertThat(TargetOrigins.of(List.of("https://a.example", "https://b.example"), TrustedProxies.none())
                        .mayBeHttp())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "localhost", "proxy:80", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8/8", "10.0.0.0/a",
                "10.0.0.0/+8", "10.0.0/8", "10.0.0.0.0/8", "256.0.0.1", "/8", "::1/129", "2001:db8::/a", "[::1]/128",
                "10.0.0.0-10.0.0.9", "10.*", "1::2::3/64", ":::/0", "server ",
            })
    void refusesABlockInAnotherNotation(String block) {
        assertThatThrownBy(() -> TrustedProxies.of(List.of(block)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + block + "' is not an address block: write CIDR notation, for instance 10.0.0.0/8 or"
                        + " ::1/128, or the word server");
    }

    @Test
    void saysWhatItTrusts() {
        assertThat(TrustedProxies.none()).hasToString("TrustedProxies[]");
        assertThat(TrustedProxies.server()).hasToString("TrustedProxies[server]");
        assertThat(TrustedProxies.of(List.of("10.0.0.0/8", "::1"))).hasToString("TrustedProxies[10.0.0.0/8, ::1]");
        assertThat(TrustedProxies.of(List.of())).hasToString("TrustedProxies[]");
    }
}
