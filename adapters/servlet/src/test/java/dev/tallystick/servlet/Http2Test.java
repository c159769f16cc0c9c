package dev.tallystick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.tck.wire.WireConnection;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.hpack.HpackDecoder;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP/2 has an authority instead of a {@code Host}, and opens WebSockets with a CONNECT. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2Test {

    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private TestSite site;

    /** Echoes. */
    @ServerEndpoint("/web/socket")
    public static class Echo {
        @OnMessage
        public String echo(String message) {
            return message;
        }
    }

    @BeforeAll
    void start() throws Exception {
        Server server = new Server();
        HttpConfiguration http = new HttpConfiguration();
        // Jetty would refuse a contradiction between authority and Host itself.
        http.setHttpCompliance(HttpCompliance.RFC7230.with("lenient", HttpCompliance.Violation.MISMATCHED_AUTHORITY));
        ServerConnector connector =
                new ServerConnector(server, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        TestSite.register(
                context,
                TallystickFilter.builder(Router.builder()
                                .mount("/web", CsrfProtection.builder().build())
                                .mount("/mobile", new BearerDoor())
                                .otherwise(Protection.denyAll())
                                .build())
                        .build());
        context.addServlet(
                TestSite.servlet((request, response) -> {
                    assertThat(request.getProtocol()).isEqualTo("HTTP/2.0");
                    response.setHeader("X-Host", String.valueOf(request.getHeader("Host")));
                    response.setHeader(
                            "X-Token", TallystickFilter.token(request).value());
                }),
                "/web/view");
        JakartaWebSocketServletContainerInitializer.configure(context, (servletContext, container) -> {
            try {
                container.addEndpoint(Echo.class);
            } catch (DeploymentException e) {
                throw new IllegalStateException(e);
            }
        });
        site = TestSite.start(server, context);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @Test
    void theAuthorityIsTheTarget() throws Exception {
        MetaData.Response page =
                exchange(true, ":method", "GET", ":scheme", "http", ":path", "/web/view", ":authority", site.host());
        String cookie = page.getHttpFields().get("Set-Cookie");
        String token = page.getHttpFields().get("X-Token");

        assertThat(page.getHttpFields().get("X-Host")).isEqualTo("null");
        assertThat(post(site.host(), site.origin(), cookie, token)).isEqualTo(200);
        assertThat(post(site.host(), "http://evil.example", cookie, token)).isEqualTo(403);
        assertThat(post("evil.example", site.origin(), cookie, token)).isEqualTo(403);
        assertThat(post(site.host(), site.origin(), cookie, token, "host", site.host()))
                .isEqualTo(200);
        assertThat(post(site.host(), site.origin(), cookie, token, "host", "evil.example"))
                .isEqualTo(403);
        assertThat(post("evil.example", site.origin(), cookie, token, "host", site.host()))
                .isEqualTo(403);
    }

    private int post(String authority, String origin, String cookie, String token, String... more) throws Exception {
        List<String> fields = new ArrayList<>(List.of(
                ":method", "POST", ":scheme", "http", ":path", "/web/view", ":authority", authority, "origin", origin));
        fields.addAll(List.of("cookie", cookie.substring(0, cookie.indexOf(';')), "x-csrf-token", token));
        fields.addAll(List.of(more));
        return exchange(true, fields.toArray(new String[0])).getStatus();
    }

    @ParameterizedTest
    @CsvSource({"SITE, 200", "http://evil.example, 403", ", 403"})
    void aWebSocketIsOpenedForTheOwnSiteAlone(String origin, int status) throws Exception {
        List<String> fields = new ArrayList<>(
                List.of(":method", "CONNECT", ":protocol", "websocket", ":scheme", "http", ":path", "/web/socket"));
        fields.addAll(List.of(":authority", site.host(), "sec-websocket-version", "13"));
        if (origin != null) {
            fields.addAll(List.of("origin", origin.replace("SITE", site.origin())));
        }

        assertThat(exchange(false, fields.toArray(new String[0])).getStatus()).isEqualTo(status);
    }

    @Test
    void aWebSocketBehindAJwtNeedsOne() throws Exception {
        assertThat(exchange(
                                false,
                                ":method",
                                "CONNECT",
                                ":protocol",
                                "websocket",
                                ":scheme",
                                "http",
                                ":path",
                                "/mobile/socket",
                                ":authority",
                                site.host(),
                                "sec-websocket-version",
                                "13")
                        .getStatus())
                .isEqualTo(401);
    }

    /** Sends one request on a connection of its own and reads the head of the response. */
    private MetaData.Response exchange(boolean end, String... fields) throws Exception {
        try (WireConnection connection = WireConnection.open(site.port())) {
            connection.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            connection.send(frame(SETTINGS, 0, 0, new byte[0]));
            connection.send(frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), 1, literals(fields)));
            while (true) {
                ByteBuffer head = ByteBuffer.wrap(connection.receive(9));
                int lengthAndType = head.getInt();
                byte[] payload = connection.receive(lengthAndType >>> 8);
                if ((lengthAndType & 0xff) == HEADERS) {
                    MetaData decoded = new HpackDecoder(16_384, System::nanoTime).decode(ByteBuffer.wrap(payload));
                    return (MetaData.Response) decoded;
                }
            }
        }
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** Header fields without indexing and without Huffman coding (RFC 7541, section 6.2.2). */
    private static byte[] literals(String... namesAndValues) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i++) {
            if (i % 2 == 0) {
                block.write(0);
            }
            byte[] text = namesAndValues[i].getBytes(StandardCharsets.US_ASCII);
            if (text.length < 127) {
                block.write(text.length);
            } else {
                block.write(127);
                block.write(text.length - 127);
            }
            block.write(text);
        }
        return block.toByteArray();
    }
}
