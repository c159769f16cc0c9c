package dev.tallystick.bank.attacker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A client that sends exactly the lines it is given, and keeps cookies as a browser does that sends all it has. */
final class RawHttp {
    private static final int TIMEOUT_MS = 20_000;

    private final int port;
    private final Map<String, String> cookies = new LinkedHashMap<>();

    /** Talks to loopback, whatever the Host header says. */
    RawHttp(int port) {
        this.port = port;
    }

    Map<String, String> cookies() {
        return Map.copyOf(cookies);
    }

    /** Sends a request with all cookies; the answer's cookies are kept. */
    Answer send(String method, String target, List<String> headers, @Nullable String body) throws IOException {
        StringBuilder head = new StringBuilder(512);
        head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        headers.forEach(line -> head.append(line).append("\r\n"));
        if (headers.stream().noneMatch(line -> line.startsWith("Connection:"))) {
            head.append("Connection: close\r\n");
        }
        if (!cookies.isEmpty()) {
            head.append("Cookie: ")
                    .append(cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")))
                    .append("\r\n");
        }
        byte[] content = (body == null ? "" : body).getBytes(StandardCharsets.UTF_8);
        if (body != null || method.equals("POST")) {
            head.append("Content-Length: ").append(content.length).append("\r\n");
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MS);
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            request.write(content);
            socket.getOutputStream().write(request.toByteArray());
            Answer answer = Answer.read(socket.getInputStream(), method.equals("HEAD"));
            keep(answer);
            return answer;
        }
    }

    private void keep(Answer answer) {
        for (String cookie : answer.all("set-cookie")) {
            String pair = cookie.split(";", 2)[0];
            int equals = pair.indexOf('=');
            cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
    }

    /** What came back: the status, the head's lines and the body as text. */
    record Answer(int status, List<String> headers, String body) {

        List<String> all(String name) {
            return headers.stream()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).trim())
                    .toList();
        }

        @Nullable
        String first(String name) {
            return all(name).stream().findFirst().orElse(null);
        }

        private static Answer read(InputStream in, boolean bodiless) throws IOException {
            String head = readHead(in);
            List<String> lines = head.lines().toList();
            int status = Integer.parseInt(lines.get(0).split(" ", 3)[1]);
            Answer answer = new Answer(status, lines.subList(1, lines.size()), "");
            if (bodiless || status == 101 || status == 204 || status == 304) {
                return answer;
            }
            byte[] body = "chunked".equals(answer.first("transfer-encoding"))
                    ? readChunks(in)
                    : readLength(in, answer.first("content-length"));
            return new Answer(status, answer.headers, new String(body, StandardCharsets.UTF_8));
        }

        private static String readHead(InputStream in) throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.length() < 4 || head.lastIndexOf("\r\n\r\n") != head.length() - 4) {
                head.append((char) next(in));
            }
            return head.toString();
        }

        private static byte[] readLength(InputStream in, @Nullable String length) throws IOException {
            if (length == null) {
                return in.readAllBytes();
            }
            byte[] body = in.readNBytes(Integer.parseInt(length));
            assertThat(body).as("the whole body").hasSize(Integer.parseInt(length));
            return body;
        }

        private static byte[] readChunks(InputStream in) throws IOException {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            while (true) {
                int size = Integer.parseInt(readLine(in), 16);
                body.write(in.readNBytes(size));
                readLine(in);
                if (size == 0) {
                    return body.toByteArray();
                }
            }
        }

        private static String readLine(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = next(in); c != '\n'; c = next(in)) {
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        private static int next(InputStream in) throws IOException {
            int c = in.read();
            if (c < 0) {
                throw new EOFException("the connection ended inside an answer");
            }
            return c;
        }
    }
}
