package dev.tallystick.bank;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** A browser of one tab, over a raw socket: keeps cookies, and says where a request comes from. */
final class Browser {

    static final String FORM = "application/x-www-form-urlencoded";

    private static final int TIMEOUT_MS = 10_000;

    private final int port;
    private final String scheme;
    private final String authority;
    private final Map<String, String> cookies;

    Browser(int port) {
        this("http", port, BankSettings.HOST + ':' + port, Map.of());
    }

    /** One that calls the bank by another name, with these cookies. */
    Browser(int port, String authority, Map<String, String> cookies) {
        this("http", port, authority, cookies);
    }

    private Browser(String scheme, int port, String authority, Map<String, String> cookies) {
        this.scheme = scheme;
        this.port = port;
        this.authority = authority;
        this.cookies = new LinkedHashMap<>(cookies);
    }

    /** One that speaks https, and asks nobody about the certificate. */
    static Browser https(int port) {
        return new Browser("https", port, BankSettings.HOST + ':' + port, Map.of());
    }

    /** An answer, whole. */
    record Page(int status, List<String> head, String body) {

        List<String> headers(String name) {
            return head.stream()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .toList();
        }

        String header(String name) {
            return String.join("; ", headers(name));
        }

        JsonNode json() {
            try {
                return JsonMapper.builder().build().readTree(body);
            } catch (IOException e) {
                throw new AssertionError("no JSON: " + body, e);
            }
        }

        /** The token of the hidden field. */
        String token() {
            String start = "name=\"_csrf\" value=\"";
            int at = body.indexOf(start);
            if (at < 0) {
                throw new AssertionError("no token in " + status + ' ' + body);
            }
            return body.substring(at + start.length(), body.indexOf('"', at + start.length()));
        }
    }

    String origin() {
        return scheme + "://" + authority;
    }

    Map<String, String> cookies() {
        return cookies;
    }

    Page get(String path, String... headers) throws IOException {
        return send("GET", path, "", headers);
    }

    Page json(String path, String... headers) throws IOException {
        return send("GET", path, "", with(headers, "Accept: application/json"));
    }

    /** A form of the bank's own page. */
    Page post(String path, Map<String, String> fields, String... headers) throws IOException {
        return send(
                "POST",
                path,
                encode(fields),
                with(
                        headers,
                        "Content-Type: " + FORM,
                        "Origin: " + origin(),
                        "Sec-Fetch-Site: same-origin",
                        "Sec-Fetch-Mode: navigate",
                        "Sec-Fetch-Dest: document"));
    }

    /** A script's request from the bank's own page. */
    Page call(String method, String path, String type, String body, String... headers) throws IOException {
        return send(
                method,
                path,
                body,
                with(
                        headers,
                        "Content-Type: " + type,
                        "Accept: application/json",
                        "Origin: " + origin(),
                        "Sec-Fetch-Site: same-origin",
                        "Sec-Fetch-Mode: cors",
                        "Sec-Fetch-Dest: empty"));
    }

    Page signIn(String mount, String user) throws IOException {
        return signIn(mount, user, user);
    }

    Page signIn(String mount, String user, String password) throws IOException {
        String token = get(mount + "/login").token();
        return post(mount + "/login", fields("user", user, "password", password, "_csrf", token));
    }

    Page pay(String mount, String to, String amount) throws IOException {
        String token = get(mount + "/transfers/new").token();
        return post(mount + "/transfers", fields("to", to, "amount", amount, "_csrf", token));
    }

    static Map<String, String> fields(String... namesAndValues) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    static String encode(Map<String, String> fields) {
        StringBuilder body = new StringBuilder();
        fields.forEach((name, value) -> body.append(body.length() == 0 ? "" : "&")
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return body.toString();
    }

    private static String[] with(String[] headers, String... more) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** Nothing but what is given, cookies aside. */
    Page send(String method, String path, String body, String... headers) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(
                method + ' ' + path + " HTTP/1.1\r\nHost: " + authority + "\r\nConnection: close\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        if (!cookies.isEmpty()) {
            List<String> pairs = new ArrayList<>();
            cookies.forEach((name, value) -> pairs.add(name + '=' + value));
            head.append("Cookie: ").append(String.join("; ", pairs)).append("\r\n");
        }
        if (bytes.length > 0 || method.equals("POST")) {
            head.append("Content-Length: ").append(bytes.length).append("\r\n");
        }
        try (Socket socket = socket()) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            Page page = read(socket.getInputStream());
            page.headers("Set-Cookie").forEach(this::take);
            return page;
        }
    }

    private Socket socket() throws IOException {
        if (scheme.equals("http")) {
            return new Socket(InetAddress.getLoopbackAddress(), port);
        }
        SslContextFactory.Client context = new SslContextFactory.Client(true);
        try {
            context.start();
            Socket socket = context.newSslSocket();
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
            return socket;
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private void take(String line) {
        String pair = line.substring(0, line.indexOf(';') < 0 ? line.length() : line.indexOf(';'));
        int equals = pair.indexOf('=');
        cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
    }

    private static Page read(InputStream in) throws IOException {
        byte[] all = in.readAllBytes();
        String text = new String(all, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IOException("no answer: " + text);
        }
        List<String> head = text.substring(0, end).lines().toList();
        boolean chunked = head.stream().anyMatch(line -> line.equalsIgnoreCase("Transfer-Encoding: chunked"));
        byte[] body = text.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1);
        return new Page(
                Integer.parseInt(head.get(0).substring(9, 12)),
                head.subList(1, head.size()),
                new String(chunked ? unchunk(body) : body, StandardCharsets.UTF_8));
    }

    private static byte[] unchunk(byte[] body) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        String text = new String(body, StandardCharsets.ISO_8859_1);
        int at = 0;
        while (true) {
            int line = text.indexOf("\r\n", at);
            int size = Integer.parseInt(text.substring(at, line), 16);
            if (size == 0) {
                return whole.toByteArray();
            }
            whole.write(body, line + 2, size);
            at = line + 2 + size + 2;
        }
    }
}
