package dev.tallystick.helidon;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A connection to 127.0.0.1 that carries {@link RawRequest}s, or any bytes. */
final class RawConnection implements Closeable {

    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static RawConnection open(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return new RawConnection(socket);
    }

    /** Sends one request on a connection of its own. */
    static RawResponse exchange(int port, RawRequest request) {
        try (RawConnection connection = open(port)) {
            return connection.exchange(request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RawResponse exchange(RawRequest request) throws IOException {
        send(request.bytes());
        return receive(request.isHead());
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Reads one response, those before it that say {@code 100 Continue} skipped. */
    RawResponse receive(boolean toHead) throws IOException {
        String statusLine;
        int status;
        List<String> headerLines;
        do {
            statusLine = line();
            status = Integer.parseInt(statusLine.substring(9, 12));
            headerLines = new ArrayList<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                headerLines.add(line);
            }
        } while (status == 100);
        RawResponse head = new RawResponse(status, headerLines, new byte[0]);
        boolean bodiless = toHead || status == 101 || status == 204 || status == 304;
        return bodiless ? head : new RawResponse(status, headerLines, body(head));
    }

    /** Reads so many bytes, as a protocol that was upgraded to sends them. */
    byte[] receive(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the server closed the connection");
        }
        return bytes;
    }

    private byte[] body(RawResponse head) throws IOException {
        String length = head.header("Content-Length");
        if (length != null) {
            return receive(Integer.parseInt(length));
        }
        if (!"chunked".equals(head.header("Transfer-Encoding"))) {
            return in.readAllBytes();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.writeBytes(receive(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (octet != '\r') {
                line.write(octet);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
