package dev.tallystick.bank.attacker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * Mallory at her own desk: a client that signs in at the bank, no browser involved, and takes the CSRF token out of a page.
 * It connects to loopback whatever the bank is called, since Java may not resolve {@code bank.localhost}.
 */
final class Mallory {
    private static final String NAME = "mallory";
    private static final int TIMEOUT_MS = 5_000;
    private static final int LONGEST_ANSWER = 1 << 20;

    private final String origin;
    private final boolean https;
    private final String host;
    private final int port;

    Mallory(URI bank) {
        this.origin = bank.toString();
        this.https = "https".equals(bank.getScheme());
        this.host = bank.getAuthority();
        this.port = bank.getPort();
    }

    /** The token in the transfer form of a new session of mallory's; null if the form there has none. */
    @Nullable
    StolenToken stealToken(Target target) throws IOException {
        Map<String, String> cookies = new LinkedHashMap<>();
        String login = target.mount() + "/login";
        StolenToken before = StolenToken.in(send("GET", login, "", cookies).body());
        String body = "user=" + NAME + "&password=" + NAME
                + (before == null ? "" : "&" + before.field() + "=" + before.token());
        Answer answer = send("POST", login, body, cookies);
        if (answer.status() >= 400) {
            throw new IOException("it answered " + answer.status() + " to " + login);
        }
        return StolenToken.in(
                send("GET", target.mount() + "/transfers/new", "", cookies).body());
    }

    /** HTTP/1.0, so that the answer ends with the connection. Takes over the cookies that the answer sets. */
    private Answer send(String method, String path, String body, Map<String, String> cookies) throws IOException {
        StringBuilder request = new StringBuilder(256)
                .append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.0\r\nHost: ")
                .append(host)
                .append("\r\nAccept: text/html\r\n");
        if (!cookies.isEmpty()) {
            StringBuilder line = new StringBuilder();
            cookies.forEach((name, value) -> line.append(line.length() == 0 ? "" : "; ")
                    .append(name)
                    .append('=')
                    .append(value));
            request.append("Cookie: ").append(line).append("\r\n");
        }
        if (method.equals("POST")) {
            request.append("Origin: ")
                    .append(origin)
                    .append("\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ")
                    .append(body.length())
                    .append("\r\n");
        }
        request.append("\r\n").append(body);
        try (Socket socket = socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            Answer answer = Answer.parse(read(socket.getInputStream()));
            answer.takeCookies(cookies);
            return answer;
        }
    }

    /** On https any certificate will do: the bank's is nobody's, and mallory has nothing to lose. */
    private Socket socket() throws IOException {
        if (!https) {
            return new Socket();
        }
        SslContextFactory.Client context = new SslContextFactory.Client(true);
        try {
            context.start();
            return context.newSslSocket();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("TLS can't be used: " + e.getMessage(), e);
        }
    }

    private static String read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            bytes.write(buffer, 0, n);
            if (bytes.size() > LONGEST_ANSWER) {
                throw new IOException("it answered more than " + LONGEST_ANSWER + " bytes");
            }
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static final class Answer {
        private static final String SET_COOKIE = "set-cookie:";

        private final int status;
        private final String head;
        private final String body;

        private Answer(int status, String head, String body) {
            this.status = status;
            this.head = head;
            this.body = body;
        }

        static Answer parse(String answer) throws IOException {
            int end = answer.indexOf("\r\n\r\n");
            if (end < 0 || answer.length() < 12 || !answer.startsWith("HTTP/1.")) {
                throw new IOException("it answered with something that is not HTTP");
            }
            try {
                int status = Integer.parseInt(answer.substring(9, 12));
                return new Answer(status, answer.substring(0, end), answer.substring(end + 4));
            } catch (NumberFormatException e) {
                throw new IOException("it answered with something that is not HTTP", e);
            }
        }

        int status() {
            return status;
        }

        String body() {
            return body;
        }

        void takeCookies(Map<String, String> cookies) {
            head.lines()
                    .filter(line -> line.regionMatches(true, 0, SET_COOKIE, 0, SET_COOKIE.length()))
                    .map(line -> line.substring(SET_COOKIE.length()).trim())
                    .forEach(line -> {
                        int end = line.indexOf(';');
                        String pair = end < 0 ? line : line.substring(0, end);
                        int equals = pair.indexOf('=');
                        if (equals > 0) {
                            cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
                        }
                    });
        }
    }

    /** A token and the name of the field it stood in. Nothing but mallory's own, and still never printed. */
    static final class StolenToken {
        private static final String FIELD = "_csrf";

        private final String token;

        private StolenToken(String token) {
            this.token = token;
        }

        /** The first input of a token's name in a page; null if there is none. */
        static @Nullable StolenToken in(String html) {
            for (int at = html.indexOf("<input"); at >= 0; at = html.indexOf("<input", at + 1)) {
                int end = html.indexOf('>', at);
                if (end < 0) {
                    return null;
                }
                String input = html.substring(at, end);
                String value = FIELD.equals(attribute(input, "name")) ? attribute(input, "value") : null;
                if (value != null && !value.isEmpty() && isToken(value)) {
                    return new StolenToken(value);
                }
            }
            return null;
        }

        String field() {
            return FIELD;
        }

        String token() {
            return token;
        }

        private static @Nullable String attribute(String input, String name) {
            String start = " " + name + "=\"";
            int at = input.indexOf(start);
            int end = at < 0 ? -1 : input.indexOf('"', at + start.length());
            return end < 0 ? null : input.substring(at + start.length(), end);
        }

        private static boolean isToken(String value) {
            return value.chars()
                    .allMatch(c -> c >= 'a' && c <= 'z'
                            || c >= 'A' && c <= 'Z'
                            || c >= '0' && c <= '9'
                            || c == '-'
                            || c == '_');
        }
    }
}
