package dev.tallystick.jdkhttpserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the headers condemn is answered while its body is still to come. */
class EvidenceFirstTest {

    private final AtomicInteger views = new AtomicInteger();
    private TestSite site;

    @BeforeEach
    void start() throws IOException {
        TallystickFilter filter =
                TallystickFilter.builder(Protections.csrf().build()).build();
        site = new TestSite().guarded("/token", filter, TestSite::printToken).guarded("/upload", filter, this::upload);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private void upload(HttpExchange exchange) throws IOException {
        views.incrementAndGet();
        TestSite.print(exchange, exchange.getRequestBody().readAllBytes().length);
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example, untrusted-origin, multipart/form-data; boundary=b",
        "https://evil.example, untrusted-origin, application/x-www-form-urlencoded",
        "null, null-origin, multipart/form-data; boundary=b"
    })
    void aForgedUploadIsRefusedBeforeAnyOfItsBodyCame(String origin, String reason, String type) throws IOException {
        Visitor visitor = new Visitor(site.port());
        visitor.token("/token");

        WireReply response = headersAlone(site.request("POST", "/upload")
                .header("Origin", origin)
                .header("Cookie", visitor.cookieLine())
                .header("Content-Type", type)
                .header("Content-Length", "500000"));

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.reason()).isEqualTo(reason);
        assertThat(views).hasValue(0);
    }

    @Test
    void anUploadWithoutASecretIsRefusedBeforeAnyOfItsBodyCame() throws IOException {
        WireReply response = headersAlone(site.request("POST", "/upload")
                .header("Origin", site.origin())
                .header("Content-Type", "multipart/form-data; boundary=b")
                .header("Transfer-Encoding", "chunked"));

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.reason()).isEqualTo("missing-secret");
        assertThat(views).hasValue(0);
    }

    @Test
    void aFormThatSaysItIsTooLongIsRefusedBeforeAnyOfItCame() throws IOException {
        Visitor visitor = new Visitor(site.port());
        visitor.token("/token");

        WireReply response = headersAlone(visitor.request("POST", "/upload")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Content-Length", "1048577"));

        assertThat(response.status()).isEqualTo(413);
        assertThat(views).hasValue(0);
    }

    private WireReply headersAlone(WireRequest request) throws IOException {
        try (WireConnection connection = WireConnection.open(site.port())) {
            return connection.exchange(request);
        }
    }
}
