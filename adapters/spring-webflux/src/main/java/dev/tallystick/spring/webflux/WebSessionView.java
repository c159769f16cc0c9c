package dev.tallystick.spring.webflux;

import dev.tallystick.http.SessionView;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.WebSession;

/**
 * The {@link WebSession} of an exchange; none as long as nobody has asked for it. Spring makes one up for every request that
 * asks; it counts once it is started.
 */
final class WebSessionView implements SessionView {

    private final ServerHttpResponse response;
    private @Nullable WebSession session;

    WebSessionView(ServerHttpResponse response) {
        this.response = response;
    }

    void open(WebSession opened) {
        session = opened;
    }

    boolean isOpen() {
        return session != null;
    }

    @Override
    public @Nullable String id() {
        return session != null && session.isStarted() && !session.isExpired() ? session.getId() : null;
    }

    @Override
    public @Nullable Object attribute(String name) {
        return session == null || session.isExpired()
                ? null
                : session.getAttributes().get(name);
    }

    @Override
    public void setAttribute(String name, Object value) {
        if (session == null) {
            SessionView.NONE.setAttribute(name, value);
            return;
        }
        if (response.isCommitted() && id() == null) {
            throw new IllegalStateException(
                    "The CSRF token was asked for after the response's head was sent, and the session that keeps its secret"
                            + " can't be begun any more: ask for it before the page is written.");
        }
        session.getAttributes().put(name, value);
    }
}
