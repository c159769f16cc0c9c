package dev.tallystick.helidon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Protection;
import dev.tallystick.Router;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HTTP/2 without TLS, by an upgrade and from the start: its requests reach the routing through the guard alone. */
class Http2Test {

    private final AtomicInteger views = new AtomicInteger();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    private TestSite site;

    @BeforeEach
    void start() {
        Protection router = Router.builder()
                .mount("/web", TestSite.csrf().build())
                .mount("/mobile", new BearerDoor())
                .otherwise(Protection.denyAll())
                .build();
        site = TestSite.guarded(
                TallystickRouting.builder(router).build(),
                this::mount,
                config -> config.addRouting(WsRouting.builder().endpoint("/web/socket", new WsListener() {})));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private void mount(HttpRouting.Builder routes) {
        routes.get(
                        "/web/token",
                        (request, response) ->
                                response.send(TallystickRouting.token(request).value()))
                .any((request, response) -> {
                    views.incrementAndGet();
                    response.send(request.prologue().protocolVersion() + " "
                            + request.headers().contains(HeaderNames.COOKIE) + " "
                            + (request.content().hasEntity() ? request.content().as(byte[].class).length : 0));
                });
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + site.port() + path))
                .header("Accept", "application/json");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder form(String path, String fields) {
        return to(path).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(fields));
    }

    @Test
    void theAuthorityStandsForTheHostAndTheBodyIsWhole() {
        HttpResponse<String> page = send(to("/web/token"));
        String cookie = page.headers().firstValue("Set-Cookie").orElseThrow();
        cookie = cookie.substring(0, cookie.indexOf(';'));
        String fields = "_csrf=" + page.body() + "&field=" + "x".repeat(50_000);
        String own = "http://127.0.0.1:" + site.port();

        assertThat(send(form("/web/x", fields).header("Cookie", cookie).header("Origin", own))
                        .body())
                .isEqualTo("2.0 true " + fields.length());
        assertThat(send(form("/web/x", fields).header("Cookie", cookie).header("Origin", "http://evil.example"))
                        .body())
                .contains("untrusted-origin");
        assertThat(send(form("/web/x", "field=x").header("Cookie", cookie).header("Origin", own))
                        .body())
                .contains("missing-token");
        assertThat(views).hasValue(1);
    }

    @Test
    void theRequestThatAsksForTheUpgradeIsJudged() {
        assertThat(send(to("/mobile/x")).statusCode()).isEqualTo(401);
        assertThat(send(to("/elsewhere")).statusCode()).isEqualTo(403);
        assertThat(views).hasValue(0);
    }

    @Test
    void aRefusedRequestHasItsAnswerThoughItsBodyIsLong() {
        send(to("/web/token"));

        HttpResponse<String> refused =
                send(form("/web/x", "x".repeat(500_000)).header("Origin", "http://evil.example"));

        assertThat(refused.statusCode()).isEqualTo(403);
    }

    @Test
    void aCredentialHidesTheCookies() {
        send(to("/web/token"));

        assertThat(send(to("/mobile/x").header("Authorization", "Bearer ann").header("Cookie", "a=1"))
                        .body())
                .isEqualTo("2.0 false 0");
    }

    /** RFC 8441: the server offers it to nobody, and opens no WebSocket for who asks all the same. */
    @Test
    void anExtendedConnectOpensNothing() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", site.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            frame(socket, 4, 0, 0, new byte[0]);
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            header(block, ":method", "CONNECT");
            header(block, ":protocol", "websocket");
            header(block, ":scheme", "http");
            header(block, ":path", "/web/socket");
            header(block, ":authority", site.host());
            header(block, "origin", site.origin());
            header(block, "sec-websocket-version", "13");
            // END_HEADERS alone: the stream stays open, as a WebSocket's would.
            frame(socket, 1, 4, 1, block.toByteArray());

            assertThat(opened(new DataInputStream(socket.getInputStream()))).isFalse();
        }
    }

    /** RFC 9113, section 4.1. */
    private static void frame(Socket socket, int type, int flags, int stream, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(new byte[] {
            (byte) (payload.length >> 16),
            (byte) (payload.length >> 8),
            (byte) payload.length,
            (byte) type,
            (byte) flags
        });
        frame.writeBytes(new byte[] {0, 0, 0, (byte) stream});
        frame.writeBytes(payload);
        socket.getOutputStream().write(frame.toByteArray());
    }

    /** A literal, not indexed and not compressed (RFC 7541, section 6.2.2). */
    private static void header(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        for (String text : new String[] {name, value}) {
            block.write(text.length());
            block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Whether the answer on the stream is one of success; an error of any kind ends the connection or the stream. */
    private static boolean opened(DataInputStream in) throws IOException {
        while (true) {
            int first = in.read();
            if (first < 0) {
                return false;
            }
            int length = first << 16 | in.readUnsignedByte() << 8 | in.readUnsignedByte();
            int type = in.readUnsignedByte();
            in.readUnsignedByte();
            in.readInt();
            byte[] payload = in.readNBytes(length);
            if (type == 3 || type == 7) {
                return false;
            }
            if (type == 1) {
                // :status 200 is the static table's 8, which is how 200 alone is written.
                return (payload[0] & 0xff) == 0x88;
            }
        }
    }
}
