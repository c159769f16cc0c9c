package dev.tallystick.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.reference.server.Capability;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSocket handshakes, which can carry no token. */
class SocketTest extends OnEveryAdapter {

    private static final Jwts JWTS = Jwts.INSTANCE;

    static Call handshake(String path) {
        return Call.get(path)
                .with("Connection", "Upgrade")
                .with("Upgrade", "websocket")
                .with("Sec-WebSocket-Version", "13")
                .with("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    }

    @Test
    void theSocketSendsBackWhatItGets() throws IOException {
        Client client = client();
        if (!can(Capability.WEBSOCKET)) {
            assertThat(client.send(handshake("/web/socket").with("Origin", client.origin()))
                            .outcome())
                    .isEqualTo("404");
            return;
        }

        try (Socket socket = client.connect()) {
            OutputStream out = socket.getOutputStream();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            out.write(handshake("/web/socket").with("Origin", client.origin()).bytes(client.host()));
            Reply reply = Reply.read(in, false);
            assertThat(reply.status()).isEqualTo(101);

            for (int opcode : new int[] {1, 2}) {
                byte[] message = "hällo".getBytes(StandardCharsets.UTF_8);
                // A final frame, text or binary, masked with zeros (RFC 6455, section 5.2).
                out.write(new byte[] {(byte) (0x80 | opcode), (byte) (0x80 | message.length), 0, 0, 0, 0});
                out.write(message);

                assertThat(in.readUnsignedByte()).isEqualTo(0x80 | opcode);
                assertThat(in.readNBytes(in.readUnsignedByte())).isEqualTo(message);
            }
        }
    }

    @Test
    void aTokenRescuesNoForeignHandshake() {
        Client client = client();

        Reply reply = client.send(handshake("/web/socket")
                .with("Origin", "https://evil.example")
                .with("X-CSRF-Token", client.token("/web")));

        assertThat(reply.outcome()).isEqualTo("403 untrusted-origin");
    }

    @ParameterizedTest
    @CsvSource({
        "Connection: upgrade, Upgrade: WebSocket",
        "'Connection: keep-alive, Upgrade', 'Upgrade: websocket'",
        "'Connection: keep-alive,UPGRADE', 'Upgrade: h2c, WEBSOCKET'",
        "'Connection:  Upgrade ', 'Upgrade: websocket '",
        "'connection: x, upgrade, y', 'UPGRADE: websocket'",
    })
    void noSpellingOfAHandshakeSlipsPast(String connection, String upgrade) {
        Reply reply = client().send(Call.get("/web/socket")
                .withLine(connection)
                .withLine(upgrade)
                .with("Sec-WebSocket-Version", "13")
                .with("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
                .with("Origin", "https://evil.example"));

        assertThat(reply.outcome()).isEqualTo("403 untrusted-origin");
    }

    @Test
    void aHandshakeOverSeveralLinesIsOneToo() throws IOException {
        Client client = client();
        Call call = Call.get("/web/socket")
                .with("Connection", "keep-alive")
                .with("Connection", "Upgrade")
                .with("Upgrade", "h2c")
                .with("Upgrade", "websocket")
                .with("Sec-WebSocket-Version", "13")
                .with("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
                .with("Origin", "https://evil.example");

        try (Socket socket = client.connect()) {
            socket.getOutputStream().write(call.bytes(client.host()));

            // A server that knows h2c may find it malformed, and answer without saying how long its answer is.
            assertThat(Reply.read(socket.getInputStream(), true).status()).isIn(400, 403);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "HEAD", "OPTIONS", "PUT", "get"})
    void withAnotherMethodNothingIsUpgraded(String method) {
        Client client = client("otherwise=none");
        Call call = Call.of(method, "/open/socket")
                .with("Connection", "Upgrade")
                .with("Upgrade", "websocket")
                .with("Sec-WebSocket-Version", "13")
                .with("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
                .with("Origin", client.origin());

        assertThat(client.send(call).status()).isNotEqualTo(101);
    }

    @Test
    void theJwtDoorGuardsItsSocketToo() {
        Client client = client(
                "jwt.jwks=" + JWTS.file(), "jwt.issuer=" + Jwts.ISSUER, "jwt.audience=bank", "jwt.claim.mobile=true");

        Call withoutJwt = handshake("/mobile/socket").with("Origin", client.origin());
        assertThat(client.send(withoutJwt).outcome()).isEqualTo("401 missing-jwt");
        Call withJwt = handshake("/mobile/socket").with("Authorization", "Bearer " + JWTS.valid());
        assertThat(client.send(withJwt).outcome()).isEqualTo(opened());
    }

    @Test
    void anUnprotectedSocketTakesAnyone() {
        assertThat(client().send(handshake("/open/socket").with("Origin", "https://evil.example"))
                        .outcome())
                .isEqualTo(opened());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/web/socket/",
                "/web//socket",
                "/web/./socket",
                "/web/%73ocket",
                "/WEB/socket",
                "/socket",
                "/web/socket;x=1",
                "/open/../web/socket",
                "/web/socket?x"
            })
    void noSpellingOfItsPathOpensIt(String path) {
        Reply reply = client().send(handshake(path).with("Origin", "https://evil.example"));

        assertThat(reply.status()).isIn(400, 403, 404);
    }

    @Test
    void aSocketIsAskedForByAHandshakeOnly() {
        assertThat(client().get("/web/socket").status()).isIn(400, 404, 426);
    }
}
