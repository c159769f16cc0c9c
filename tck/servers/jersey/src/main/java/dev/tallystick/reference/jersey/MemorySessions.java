package dev.tallystick.reference.jersey;

import dev.tallystick.http.SessionView;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Sessions as an application keeps them where the server has none: in memory, by the cookie {@code SESSION}. */
final class MemorySessions implements ContainerResponseFilter {

    private static final String COOKIE = "SESSION";

    /** The request property that holds the id of the session that its answer begins; empty if it ends one. */
    private static final String CHANGED = "session";

    private final Map<String, Map<String, Object>> sessions = new ConcurrentHashMap<>();

    /** The session as it is now: the one that the request's answer begins, or else the one that the request presents. */
    SessionView of(ContainerRequestContext context) {
        return new SessionView() {
            @Override
            public @Nullable String id() {
                return MemorySessions.this.id(context);
            }

            @Override
            public @Nullable Object attribute(String name) {
                Map<String, Object> session = session(context);
                return session == null ? null : session.get(name);
            }

            @Override
            public void setAttribute(String name, Object value) {
                Map<String, Object> session = session(context);
                (session == null ? begin(context, Map.of()) : session).put(name, value);
            }
        };
    }

    /** Begins a session or gives the one there is a new id, as a login must. */
    void renew(ContainerRequestContext context) {
        String before = id(context);
        Map<String, Object> kept = before == null ? null : sessions.remove(before);
        begin(context, kept == null ? Map.of() : kept);
    }

    void end(ContainerRequestContext context) {
        String id = id(context);
        if (id != null) {
            sessions.remove(id);
            context.setProperty(CHANGED, "");
        }
    }

    private Map<String, Object> begin(ContainerRequestContext context, Map<String, Object> attributes) {
        String id = UUID.randomUUID().toString();
        Map<String, Object> session = new ConcurrentHashMap<>(attributes);
        sessions.put(id, session);
        context.setProperty(CHANGED, id);
        return session;
    }

    private @Nullable Map<String, Object> session(ContainerRequestContext context) {
        String id = id(context);
        return id == null ? null : sessions.get(id);
    }

    private @Nullable String id(ContainerRequestContext context) {
        if (context.getProperty(CHANGED) instanceof String changed) {
            return changed.isEmpty() ? null : changed;
        }
        for (String line : context.getHeaders().getOrDefault(HttpHeaders.COOKIE, List.of())) {
            int start = 0;
            while (start < line.length()) {
                int end = line.indexOf(';', start);
                end = end < 0 ? line.length() : end;
                int equals = line.indexOf('=', start);
                if (equals >= 0
                        && equals < end
                        && line.substring(start, equals).trim().equals(COOKIE)) {
                    String id = line.substring(equals + 1, end).trim();
                    if (sessions.containsKey(id)) {
                        return id;
                    }
                }
                start = end + 1;
            }
        }
        return null;
    }

    @Override
    public void filter(ContainerRequestContext context, ContainerResponseContext response) {
        if (context.getProperty(CHANGED) instanceof String id) {
            String value = id.isEmpty() ? "; Max-Age=0" : id;
            response.getHeaders()
                    .add(HttpHeaders.SET_COOKIE, COOKIE + "=" + value + "; Path=/; HttpOnly; SameSite=Lax");
        }
    }
}
