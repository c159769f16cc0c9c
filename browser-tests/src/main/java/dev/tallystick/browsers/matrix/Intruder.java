package dev.tallystick.browsers.matrix;

import dev.tallystick.browsers.arena.Arena;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Mallory with a client of her own: signs in at the bank, and keeps the cookies of her login and her secret. */
final class Intruder {

    private static final int TIMEOUT_MS = 5_000;

    private final URI bank;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private String token = "";

    private Intruder(URI bank) {
        this.bank = bank;
    }

    static Intruder signIn(Arena arena) throws IOException {
        Intruder mallory = new Intruder(URI.create(arena.origin()));
        mallory.send("POST", "/open/login", "user=mallory&password=mallory");
        // A page with a form gives her a secret.
        String page = mallory.send("GET", "/web/transfers/new", "");
        String start = "name=\"_csrf\" value=\"";
        int at = page.indexOf(start);
        if (at < 0) {
            throw new IOException("the bank gives mallory no token");
        }
        mallory.token = page.substring(at + start.length(), page.indexOf('"', at + start.length()));
        return mallory;
    }

    /** By name. */
    Map<String, String> cookies() {
        return Map.copyOf(cookies);
    }

    /** Genuine, and hers. */
    String token() {
        return token;
    }

    private String send(String method, String path, String body) throws IOException {
        StringBuilder head = new StringBuilder(method + ' ' + path + " HTTP/1.0\r\nHost: " + bank.getAuthority()
                + "\r\nAccept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                + body.length() + "\r\n");
        StringBuilder line = new StringBuilder();
        cookies.forEach((name, value) -> line.append(line.length() == 0 ? "Cookie: " : "; ")
                .append(name)
                .append('=')
                .append(value));
        if (line.length() > 0) {
            head.append(line).append("\r\n");
        }
        try (Socket socket = socket()) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), bank.getPort()), TIMEOUT_MS);
            socket.getOutputStream().write((head + "\r\n" + body).getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            for (String each : answer.split("\r\n", -1)) {
                if (each.isEmpty()) {
                    break;
                }
                if (each.regionMatches(true, 0, "Set-Cookie: ", 0, 12)) {
                    String pair = each.substring(12).split(";", 2)[0];
                    int equals = pair.indexOf('=');
                    cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
                }
            }
            return answer;
        }
    }

    private Socket socket() throws IOException {
        if (!"https".equals(bank.getScheme())) {
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
}
