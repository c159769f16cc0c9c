package dev.tallystick.reference.helidon;

import dev.tallystick.http.SessionView;
import io.helidon.common.context.Context;
import io.helidon.http.HeaderNames;
import io.helidon.http.SetCookie;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Login sessions as an application keeps them on a server that has none: in memory, by a cookie. They end with the process. */
final class MemorySessions {

    private static final String COOKIE = "SESSION";

    private final Map<String, Map<String, Object>> sessions = new ConcurrentHashMap<>();

    /** The session that the response begins or ends; of a request that does neither, there is none. */
    private record Changed(@Nullable String id) {}

    /** The session as it is now: the one that the response begins, or else the one that the request presents. */
    SessionView of(ServerRequest request, ServerResponse response) {
        return new SessionView() {
            @Override
            public @Nullable String id() {
                return current(request);
            }

            @Override
            public @Nullable Object attribute(String name) {
                Map<String, Object> session = session(request);
                return session == null ? null : session.get(name);
            }

            @Override
            public void setAttribute(String name, Object value) {
                Map<String, Object> session = session(request);
                (session == null ? begin(Map.of(), request, response) : session).put(name, value);
            }
        };
    }

    /** Gives the session a new id, as a login must, and begins one if there is none. */
    void renew(ServerRequest request, ServerResponse response) {
        String id = current(request);
        Map<String, Object> before = id == null ? null : sessions.remove(id);
        begin(before == null ? Map.of() : before, request, response);
    }

    /** Ends the session, if there is one. */
    void end(ServerRequest request, ServerResponse response) {
        String id = current(request);
        if (id != null) {
            sessions.remove(id);
            change(null, request);
            response.headers().addCookie(cookie("").maxAge(Duration.ZERO).build());
        }
    }

    private Map<String, Object> begin(Map<String, Object> attributes, ServerRequest request, ServerResponse response) {
        String id = UUID.randomUUID().toString();
        Map<String, Object> session = new ConcurrentHashMap<>(attributes);
        sessions.put(id, session);
        change(id, request);
        response.headers().addCookie(cookie(id).build());
        return session;
    }

    private static SetCookie.Builder cookie(String value) {
        return SetCookie.builder(COOKIE, value).path("/").httpOnly(true).sameSite(SetCookie.SameSite.LAX);
    }

    private @Nullable Map<String, Object> session(ServerRequest request) {
        String id = current(request);
        return id == null ? null : sessions.get(id);
    }

    private void change(@Nullable String id, ServerRequest request) {
        request.context().register(this, new Changed(id));
    }

    private @Nullable String current(ServerRequest request) {
        Context context = request.context();
        Optional<Changed> changed = context.get(this, Changed.class);
        if (changed.isPresent()) {
            return changed.get().id();
        }
        // A sibling host can plant cookies of this name; one that is no session locks nobody out.
        return request.headers().all(HeaderNames.COOKIE, List::of).stream()
                .flatMap(line -> Stream.of(line.split(";")))
                .map(String::strip)
                .filter(pair -> pair.startsWith(COOKIE + "="))
                .map(pair -> pair.substring(COOKIE.length() + 1))
                .filter(sessions::containsKey)
                .findFirst()
                .orElse(null);
    }
}
