package dev.tallystick.fuzzing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sends request lines that no client would, and waits for the answer; one connection for as long as the server keeps it. */
final class RawClient {

    private static final int PATIENCE_MILLIS = 30_000;
    private static final byte[] REST = " HTTP/1.1\r\nHost: bank.example\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] METHOD = "GET ".getBytes(StandardCharsets.US_ASCII);

    private final int port;
    private @Nullable Socket socket;
    private @Nullable InputStream in;

    RawClient(int port) {
        this.port = port;
    }

    void send(byte[] target) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream(METHOD.length + target.length + REST.length);
        request.writeBytes(METHOD);
        request.writeBytes(target);
        request.writeBytes(REST);
        boolean kept = socket != null;
        try {
            if (!exchange(request.toByteArray()) && kept) {
                // The server had ended the connection meanwhile.
                exchange(request.toByteArray());
            }
        } catch (SocketException e) {
            close();
        }
    }

    /** Whether anything was answered. */
    private boolean exchange(byte[] request) throws IOException {
        if (socket == null) {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
        }
        try {
            socket.getOutputStream().write(request);
            String status = line(in);
            if (!read(status, in)) {
                close();
            }
            return !status.isEmpty();
        } catch (SocketException e) {
            close();
            return false;
        }
    }

    /** Reads the rest of an answer; whether the connection can serve once more. */
    private static boolean read(String status, InputStream in) throws IOException {
        if (!status.startsWith("HTTP/1.1 200")) {
            // Wait until the server has done with it: what it still reaches would be taken for the next request's.
            if (status.startsWith("HTTP/")) {
                body(in);
            }
            return false;
        }
        return body(in);
    }

    private static boolean body(InputStream in) throws IOException {
        int length = -1;
        boolean close = false;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length =
                        Integer.parseInt(lower.substring(lower.indexOf(':') + 1).strip());
            }
            close |= lower.startsWith("connection:") && lower.contains("close");
        }
        if (length < 0) {
            return false;
        }
        in.skipNBytes(length);
        return !close;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int c;
        while ((c = in.read()) >= 0 && c != '\n') {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
            in = null;
        }
    }
}
