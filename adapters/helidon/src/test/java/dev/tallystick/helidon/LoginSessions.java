package dev.tallystick.helidon;

import dev.tallystick.http.SessionView;
import io.helidon.http.SetCookie;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Sessions as an application on this server keeps them: in memory, by a cookie, the id of a new one in the context. */
final class LoginSessions {

    private final Map<String, Map<String, Object>> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();

    /** How often it was looked for a session. */
    int asked() {
        return asked.get();
    }

    /** The session as it is now: the one that was begun just now, or else the one that the request presents. */
    SessionView of(ServerRequest request, ServerResponse response) {
        asked.incrementAndGet();
        return new SessionView() {
            @Override
            public @Nullable String id() {
                String id = request.context()
                        .get(LoginSessions.this, String.class)
                        .or(() -> request.headers().cookies().first("SESSION").asOptional())
                        .orElse("");
                return sessions.containsKey(id) ? id : null;
            }

            @Override
            public @Nullable Object attribute(String name) {
                String id = id();
                return id == null ? null : sessions.get(id).get(name);
            }

            @Override
            public void setAttribute(String name, Object value) {
                String id = id();
                sessions.get(id == null ? begin(request, response) : id).put(name, value);
            }
        };
    }

    /** Begins another session, as a login must. */
    String begin(ServerRequest request, ServerResponse response) {
        String id = UUID.randomUUID().toString();
        sessions.put(id, new ConcurrentHashMap<>());
        request.context().register(this, id);
        response.headers()
                .addCookie(SetCookie.builder("SESSION", id)
                        .path("/")
                        .httpOnly(true)
                        .build());
        return id;
    }

    void end(ServerRequest request, ServerResponse response) {
        String id = of(request, response).id();
        if (id != null) {
            sessions.remove(id);
        }
    }
}
