package dev.tallystick.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Router;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import reactor.core.publisher.Flux;

class WebSocketTest {

    static final class Sockets {
        /** Says whom it sees, and then sends back what it gets. */
        @Bean
        HandlerMapping sockets() {
            WebSocketHandler socket = session -> {
                List<String> lines = session.getHandshakeInfo().getHeaders().headerSet().stream()
                        .filter(header -> header.getKey().equalsIgnoreCase("Cookie"))
                        .flatMap(header -> header.getValue().stream())
                        .toList();
                Flux<String> greeting = session.getHandshakeInfo()
                        .getPrincipal()
                        .map(user -> "user=" + user.getName() + " cookies=" + lines)
                        .defaultIfEmpty("user=null cookies=" + lines)
                        .flux();
                Flux<String> echo = session.receive().map(message -> message.getPayloadAsText());
                return session.send(greeting.concatWith(echo).map(session::textMessage));
            };
            return new SimpleUrlHandlerMapping(Map.of("/web/socket", socket, "/mobile/socket", socket), 1);
        }
    }

    private TestSite site;

    @BeforeEach
    void start() {
        site = TestSite.guarded(
                TallystickWebFilter.builder(Router.builder()
                                .mount("/web", CsrfProtection.builder().build())
                                .mount("/mobile", new BearerDoor())
                                .otherwise(CsrfProtection.builder().build())
                                .build())
                        .build(),
                Sockets.class);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private RawRequest handshake(String target) {
        return site.request("GET", target)
                .header("Upgrade", "websocket")
                .header("Connection", "Upgrade")
                .header("Sec-WebSocket-Version", "13")
                .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    }

    @Test
    void aPageOfThisSiteOpensOneAndNoOtherDoes() {
        assertThat(site.send(handshake("/web/socket").header("Origin", site.origin()))
                        .status())
                .isEqualTo(101);
        RawResponse foreign = site.send(handshake("/web/socket").header("Origin", "https://evil.example"));
        assertThat(foreign.reason()).isEqualTo("untrusted-origin");
        assertThat(foreign.status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
                    WebSocket          | keep-alive, UPGRADE
                    websocket          | close, upgrade
                    h2c, websocket     | Upgrade
                    "websocket"        | Upgrade
                    websocket          | "upgrade"
                    websocket/13       | Upgrade
                    websocket,         | ,upgrade
                    """)
    void noSpellingOpensOneForAForeignPage(String upgrade, String connection) {
        RawRequest request = site.request("GET", "/web/socket")
                .header("Upgrade", upgrade)
                .header("Connection", connection)
                .header("Sec-WebSocket-Version", "13")
                .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
                .header("Origin", "https://evil.example");

        assertThat(site.send(request).status()).isNotEqualTo(101);
    }

    @Test
    void aSocketBehindAJwtSeesNothingAmbient() throws IOException {
        try (RawConnection web = RawConnection.open(site.port());
                RawConnection mobile = RawConnection.open(site.port())) {
            web.exchange(
                    handshake("/web/socket").header("Origin", site.origin()).header("Cookie", "a=b"));
            mobile.exchange(handshake("/mobile/socket")
                    .header("Authorization", "Bearer ann")
                    .header("Cookie", "a=b"));

            assertThat(message(web)).isEqualTo("user=null cookies=[a=b]");
            assertThat(message(mobile)).isEqualTo("user=ann cookies=[]");
            web.send(frame("hello"));
            mobile.send(frame("hello"));
            assertThat(message(web)).isEqualTo("hello");
            assertThat(message(mobile)).isEqualTo("hello");
        }
    }

    /** A short text, masked with zeros. */
    private static byte[] frame(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        byte[] frame = new byte[payload.length + 6];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | payload.length);
        System.arraycopy(payload, 0, frame, 6, payload.length);
        return frame;
    }

    private static String message(RawConnection connection) throws IOException {
        byte[] head = connection.receive(2);
        return new String(connection.receive(head[1]), StandardCharsets.UTF_8);
    }
}
