package dev.tallystick.longruns.concurrency;

import dev.tallystick.http.SessionView;
import org.jspecify.annotations.Nullable;

/** The shared session as one request sees it; remembers which id it was told. */
final class SessionOfRequest implements SessionView {

    private final SharedSession session;
    private String seen = "";

    SessionOfRequest(SharedSession session) {
        this.session = session;
    }

    /** The id that was told last. */
    String seen() {
        return seen;
    }

    @Override
    public String id() {
        seen = session.id();
        return seen;
    }

    @Override
    public @Nullable Object attribute(String name) {
        return session.attributes().get(name);
    }

    @Override
    public void setAttribute(String name, Object value) {
        session.attributes().put(name, value);
    }
}
