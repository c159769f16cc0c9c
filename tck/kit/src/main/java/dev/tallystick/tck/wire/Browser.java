package dev.tallystick.tck.wire;

import java.io.IOException;
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

    private final Map<String, String> cookies = new LinkedHashMap<>();

    /** Without any cookie. */
    public Browser() {}

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
        try (WireConnection connection = WireConnection.open(port)) {
            WireReply reply = connection.last(request);
            keep(reply);
            return reply;
        }
    }

    void keep(WireReply reply) {
        reply.headers("Set-Cookie").forEach(this::keep);
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
