package dev.tallystick.reference.jdk;

import com.sun.net.httpserver.HttpExchange;
import dev.tallystick.http.SessionView;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Login sessions as an application keeps them on a server that has none: in memory, by a cookie. They end with the process. */
final class MemorySessions {

    private static final String COOKIE = "SESSION=";

    private final Map<String, Map<String, Object>> sessions = new ConcurrentHashMap<>();

    /** The session as it is now: the one that the response begins, or else the one that the request presents. */
    SessionView of(HttpExchange exchange) {
        return new SessionView() {
            @Override
            public @Nullable String id() {
                return current(exchange);
            }

            @Override
            public @Nullable Object attribute(String name) {
                String id = current(exchange);
                Map<String, Object> session = id == null ? null : sessions.get(id);
                return session == null ? null : session.get(name);
            }

            @Override
            public void setAttribute(String name, Object value) {
                String id = current(exchange);
                Map<String, Object> session = id == null ? null : sessions.get(id);
                (session == null ? begin(Map.of(), exchange) : session).put(name, value);
            }
        };
    }

    /** Gives the session a new id, as a login must, and begins one if there is none. */
    void renew(HttpExchange exchange) {
        String id = current(exchange);
        Map<String, Object> before = id == null ? null : sessions.remove(id);
        begin(before == null ? Map.of() : before, exchange);
    }

    /** Ends the session, if there is one. */
    void end(HttpExchange exchange) {
        String id = current(exchange);
        if (id != null) {
            sessions.remove(id);
            setCookie("", "; Max-Age=0", exchange);
        }
    }

    private Map<String, Object> begin(Map<String, Object> attributes, HttpExchange exchange) {
        String id = UUID.randomUUID().toString();
        Map<String, Object> session = new ConcurrentHashMap<>(attributes);
        sessions.put(id, session);
        setCookie(id, "", exchange);
        return session;
    }

    private static void setCookie(String value, String more, HttpExchange exchange) {
        exchange.getResponseHeaders().add("Set-Cookie", COOKIE + value + "; Path=/; HttpOnly; SameSite=Lax" + more);
    }

    private @Nullable String current(HttpExchange exchange) {
        List<String> begun = ids(exchange.getResponseHeaders().get("Set-Cookie"), line -> true);
        if (!begun.isEmpty()) {
            String last = begun.get(begun.size() - 1);
            return sessions.containsKey(last) ? last : null;
        }
        // A sibling host can plant cookies of this name; one that is no session locks nobody out.
        List<String> presented = ids(exchange.getRequestHeaders().get("Cookie"), sessions::containsKey);
        return presented.isEmpty() ? null : presented.get(0);
    }

    private static List<String> ids(@Nullable List<String> lines, Predicate<String> counts) {
        return lines == null
                ? List.of()
                : lines.stream()
                        .flatMap(line -> Stream.of(line.split(";")))
                        .map(String::strip)
                        .filter(pair -> pair.startsWith(COOKIE))
                        .map(pair -> pair.substring(COOKIE.length()))
                        .filter(counts)
                        .toList();
    }
}
