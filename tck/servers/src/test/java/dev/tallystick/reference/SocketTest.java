package dev.tallystick.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.reference.server.Capability;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** WebSockets beyond the handshake, which the kit judges. */
class SocketTest extends OnEveryAdapter {

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
}
