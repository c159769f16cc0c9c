package dev.tallystick.soak;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One browser's connection to the bank, kept open, and its cookies. For one thread. */
final class Connection implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 30_000;

    private final int port;
    private final String authority;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private @Nullable Socket socket;
    private @Nullable InputStream in;

    Connection(int port, String authority) {
        this.port = port;
        this.authority = authority;
    }

    /** An answer, whole. */
    record Reply(int status, List<String> head, String body) {

        /** The token of the page's hidden field, or the one for scripts. */
        @Nullable
        String token() {
            String found = between("name=\"_csrf\" value=\"");
            return found != null ? found : between("name=\"csrf-token\" content=\"");
        }

        private @Nullable String between(String start) {
            int at = body.indexOf(start);
            return at < 0 ? null : body.substring(at + start.length(), body.indexOf('"', at + start.length()));
        }

        /** A header's first line; empty if there is none. */
        String header(String name) {
            for (String line : head) {
                if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
                    return line.substring(name.length() + 1).strip();
                }
            }
            return "";
        }
    }

    Map<String, String> cookies() {
        return cookies;
    }

    String cookieHeader() {
        List<String> pairs = new ArrayList<>();
        cookies.forEach((name, value) -> pairs.add(name + '=' + value));
        return String.join("; ", pairs);
    }

    Reply send(String method, String path, String body, String... lines) throws IOException {
        return send(method, path, body, cookieHeader(), true, lines);
    }

    /**
     * @param cookieLine what goes in {@code Cookie}; none if it is empty
     * @param keeps whether cookies of the answer are kept
     */
    Reply send(String method, String path, String body, String cookieLine, boolean keeps, String... lines)
            throws IOException {
        StringBuilder head = new StringBuilder(method + ' ' + path + " HTTP/1.1\r\nHost: " + authority + "\r\n");
        for (String line : lines) {
            head.append(line).append("\r\n");
        }
        if (!cookieLine.isEmpty()) {
            head.append("Cookie: ").append(cookieLine).append("\r\n");
        }
        byte[] octets = body.getBytes(StandardCharsets.UTF_8);
        if (octets.length > 0 || method.equals("POST")) {
            head.append("Content-Length: ").append(octets.length).append("\r\n");
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(octets);
        try {
            Socket open = open();
            open.getOutputStream().write(request.toByteArray());
            Reply reply = read();
            if (keeps) {
                reply.head().stream()
                        .filter(line -> line.regionMatches(true, 0, "Set-Cookie:", 0, 11))
                        .forEach(line -> keep(line.substring(11).strip()));
            }
            if (reply.header("Connection").equalsIgnoreCase("close")) {
                close();
            }
            return reply;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private Socket open() throws IOException {
        Socket open = socket;
        if (open == null) {
            open = new Socket(InetAddress.getByName("127.0.0.1"), port);
            open.setSoTimeout(PATIENCE_MILLIS);
            open.setTcpNoDelay(true);
            socket = open;
            in = new BufferedInputStream(open.getInputStream());
        }
        return open;
    }

    private void keep(String line) {
        int semicolon = line.indexOf(';');
        String pair = semicolon < 0 ? line : line.substring(0, semicolon);
        int equals = pair.indexOf('=');
        cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
    }

    private Reply read() throws IOException {
        InputStream from = in;
        if (from == null) {
            throw new EOFException("not connected");
        }
        int status = Integer.parseInt(line(from).substring(9, 12));
        List<String> head = new ArrayList<>();
        int length = 0;
        boolean chunked = false;
        String line;
        while (!(line = line(from)).isEmpty()) {
            head.add(line);
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            }
            chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
        }
        byte[] body = chunked ? chunks(from) : from.readNBytes(length);
        return new Reply(status, head, new String(body, StandardCharsets.UTF_8));
    }

    private static byte[] chunks(InputStream from) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        int size;
        while ((size = Integer.parseInt(line(from), 16)) > 0) {
            whole.write(from.readNBytes(size));
            line(from);
        }
        line(from);
        return whole.toByteArray();
    }

    private static String line(InputStream from) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet;
        while ((octet = from.read()) != '\n') {
            if (octet < 0) {
                throw new EOFException("the bank hung up");
            }
            if (octet != '\r') {
                line.write(octet);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        Socket open = socket;
        socket = null;
        in = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // It is gone, then.
            }
        }
    }
}
