package dev.tallystick.reference;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A client with a cookie jar of its own, which several threads may share as tabs do. It asks for JSON and adds nothing else to what it is given, above all no evidence.
 */
final class Client {

    private static final int PATIENCE_MILLIS = 10_000;

    private final int port;
    private final Map<String, String> cookies = new LinkedHashMap<>();

    Client(int port) {
        this.port = port;
    }

    /** The origin of the site, as the server's address has it. */
    String origin() {
        return "http://" + host();
    }

    String host() {
        return "127.0.0.1:" + port;
    }

    Reply get(String target) {
        return send(Call.get(target));
    }

    Reply post(String target, String form) {
        return send(Call.post(target).form(form));
    }

    /** A token of the views below a mount. */
    String token(String mount) {
        return get(mount + "/token").json("token");
    }

    Client login(String mount, String user) {
        Reply reply = post(mount + "/login", "user=" + user + "&_csrf=" + token(mount));
        if (reply.status() != 200) {
            throw new AssertionError("no login: " + reply);
        }
        return this;
    }

    /** Null if there is no such cookie. */
    synchronized String cookie(String name) {
        return cookies.get(name);
    }

    /** Sends over a connection of its own, and keeps the cookies of the answer. */
    Reply send(Call call) {
        String cookieHeader = cookieHeader();
        if (!call.sets("Cookie") && !cookieHeader.isEmpty()) {
            call.with("Cookie", cookieHeader);
        }
        if (!call.sets("Accept")) {
            call.with("Accept", "application/json");
        }
        if (!call.sets("Connection")) {
            call.with("Connection", "close");
        }
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            try {
                out.write(call.bytes(host()));
            } catch (IOException e) {
                // A server may answer, and close, before it has read a body that it doesn't want; the answer counts.
                if (socket.getInputStream().available() == 0) {
                    throw e;
                }
            }
            Reply reply = Reply.read(new BufferedInputStream(socket.getInputStream()), call.isHead());
            reply.headers("Set-Cookie").forEach(this::keep);
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    synchronized String cookieHeader() {
        return cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    private synchronized void keep(String line) {
        int semicolon = line.indexOf(';');
        String pair = semicolon < 0 ? line : line.substring(0, semicolon);
        int equals = pair.indexOf('=');
        if (line.contains("Max-Age=0")) {
            cookies.remove(pair.substring(0, equals));
        } else {
            cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
    }
}
