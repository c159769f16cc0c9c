package dev.tallystick.tck.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A cookie jar, and a way to send over connections that serve one request each. Cookies go to every application and every
 * path: what the cases are about is what a server makes of those it gets. Not for use by several threads.
 */
public final class Browser {

    private static final int PATIENCE_MILLIS = 20_000;

    /** More than this is sent beside the reading, since a server may answer, and read no further, before it has it all. */
    private static final int SHORT = 16 * 1024;

    private final Map<String, String> cookies = new LinkedHashMap<>();

    /** Null if there is no such cookie. */
    public @Nullable String cookie(String name) {
        return cookies.get(name);
    }

    /** All of them, as a Cookie line has them; empty if there are none. */
    public String cookies() {
        return cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    /**
     * Sends to a port of this machine, and keeps the cookies of the answer.
     *
     * @throws IOException if no answer comes, and the connection isn't closed either
     */
    public WireReply send(WireRequest request, int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            byte[] octets = request.octets();
            if (octets.length <= SHORT) {
                write(octets, out);
            } else {
                Thread writer = new Thread(() -> write(octets, out), "tck-writer");
                writer.setDaemon(true);
                writer.start();
            }
            WireReply reply = WireReply.read(socket.getInputStream(), request.isHead(), socket::shutdownOutput);
            reply.headers("Set-Cookie").forEach(this::keep);
            return reply;
        }
    }

    /** A server may answer, and close, before it has read what it doesn't want; the answer counts, or that there is none. */
    private static void write(byte[] octets, OutputStream out) {
        try {
            out.write(octets);
        } catch (IOException e) {
            return;
        }
    }

    private void keep(String line) {
        int semicolon = line.indexOf(';');
        String pair = semicolon < 0 ? line : line.substring(0, semicolon);
        int equals = pair.indexOf('=');
        if (equals < 1) {
            return;
        }
        if (line.toLowerCase(Locale.ROOT).contains("max-age=0")) {
            cookies.remove(pair.substring(0, equals));
        } else {
            cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
    }
}
