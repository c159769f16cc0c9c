package dev.tallystick.jdkhttpserver;

import com.sun.net.httpserver.HttpExchange;
import dev.tallystick.http.SessionView;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Sessions as an application on this server keeps them: in memory, by a cookie. */
final class LoginSessions {

    private static final String COOKIE = "SESSION=";

    private final Map<String, Map<String, Object>> sessions = new ConcurrentHashMap<>();

    /** The session as it is now: the one that the response begins, or else the one that the request presents. */
    SessionView of(HttpExchange exchange) {
        return new SessionView() {
            @Override
            public @Nullable String id() {
                String begun = idIn(exchange.getResponseHeaders().get("Set-Cookie"));
                String id = begun == null ? idIn(exchange.getRequestHeaders().get("Cookie")) : begun;
                return id == null || !sessions.containsKey(id) ? null : id;
            }

            @Override
            public @Nullable Object attribute(String name) {
                String id = id();
                return id == null ? null : sessions.get(id).get(name);
            }

            @Override
            public void setAttribute(String name, Object value) {
                String id = id();
                sessions.get(id == null ? begin(exchange) : id).put(name, value);
            }
        };
    }

    /** Begins another session, as a login must. */
    String begin(HttpExchange exchange) {
        String id = UUID.randomUUID().toString();
        sessions.put(id, new ConcurrentHashMap<>());
        exchange.getResponseHeaders().add("Set-Cookie", COOKIE + id + "; Path=/; HttpOnly");
        return id;
    }

    void end(HttpExchange exchange) {
        String id = of(exchange).id();
        if (id != null) {
            sessions.remove(id);
        }
    }

    private static @Nullable String idIn(@Nullable List<String> lines) {
        for (String line : lines == null ? List.<String>of() : lines) {
            int at = line.indexOf(COOKIE);
            if (at >= 0) {
                int end = line.indexOf(';', at);
                return line.substring(at + COOKIE.length(), end < 0 ? line.length() : end);
            }
        }
        return null;
    }
}
