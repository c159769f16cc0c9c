package dev.tallystick.jdkhttpserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.tallystick.Mode;
import dev.tallystick.origin.TrustedProxies;
import dev.tallystick.tck.wire.WireRequest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Header lines are seen one by one, whatever their names' case, and what the server knows of the connection. */
class HeaderTest {

    private static TestSite site(TallystickFilter filter) throws IOException {
        return new TestSite().guarded("/", filter, HeaderTest::ok);
    }

    private static void ok(HttpExchange exchange) throws IOException {
        TestSite.print(exchange, "ok");
    }

    private static TallystickFilter byOrigin() {
        return TallystickFilter.builder(
                        Protections.csrf().mode(Mode.ORIGIN_OR_TOKEN).build())
                .build();
    }

    @ParameterizedTest
    @CsvSource({"Origin, Origin", "origin, ORIGIN", "oRiGiN, Origin"})
    void twoLinesOfOriginAreSeenAsTwo(String first, String second) throws IOException {
        try (TestSite site = site(byOrigin())) {
            WireRequest one =
                    site.request("POST", "/").header(first, site.origin()).header("Content-Length", "0");
            WireRequest two = site.request("POST", "/")
                    .header(first, site.origin())
                    .header(second, site.origin())
                    .header("Content-Length", "0");

            assertThat(site.send(one).body()).isEqualTo("ok");
            assertThat(site.send(two).reason()).isEqualTo("conflicting-headers");
        }
    }

    @Test
    void twoLinesOfHostAreSeenAsTwo() throws IOException {
        try (TestSite site = site(byOrigin())) {
            WireRequest request = site.request("POST", "/")
                    .header("host", site.host())
                    .header("Origin", site.origin())
                    .header("Content-Length", "0");

            assertThat(site.send(request).reason()).isEqualTo("bad-host");
        }
    }

    @Test
    void aRequestWithoutHostIsRefused() throws IOException {
        try (TestSite site = site(byOrigin())) {
            WireRequest request = WireRequest.line("POST / HTTP/1.1")
                    .header("Origin", site.origin())
                    .header("Content-Length", "0");

            assertThat(site.send(request).reason()).isEqualTo("bad-host");
        }
    }

    @Test
    void aLineThatIsContinuedIsOne() throws IOException {
        try (TestSite site = site(byOrigin())) {
            WireRequest request = site.request("POST", "/")
                    .header("Origin", site.origin())
                    .headerLine(" https://evil.example")
                    .header("Content-Length", "0");

            assertThat(site.send(request).status()).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 200", "10.0.0.0/8, 403"})
    void forwardedHeadersCountFromATrustedPeerAlone(String proxies, int status) throws IOException {
        TallystickFilter filter = TallystickFilter.builder(Protections.csrf()
                        .mode(Mode.ORIGIN_OR_TOKEN)
                        .trustedProxies(TrustedProxies.of(List.of(proxies)))
                        .build())
                .build();
        try (TestSite site = site(filter)) {
            WireRequest request = site.request("POST", "/")
                    .header("X-Forwarded-Proto", "https")
                    .header("X-Forwarded-Host", "bank.example")
                    .header("Origin", "https://bank.example")
                    .header("Content-Length", "0");

            assertThat(site.send(request).status()).isEqualTo(status);
        }
    }

    /** The server itself takes no forwarded headers, so nothing is known, and nothing is allowed. */
    @Test
    void thereIsNoServerToTrustForwardedHeaders() throws IOException {
        TallystickFilter filter = TallystickFilter.builder(Protections.csrf()
                        .mode(Mode.ORIGIN_OR_TOKEN)
                        .trustedProxies(TrustedProxies.server())
                        .build())
                .build();
        try (TestSite site = site(filter)) {
            WireRequest request =
                    site.request("POST", "/").header("Origin", site.origin()).header("Content-Length", "0");

            assertThat(site.send(request).reason()).isEqualTo("bad-host");
        }
    }
}
