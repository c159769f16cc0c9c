package dev.tallystick.spring.webflux;

import dev.tallystick.http.SessionView;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.WebSession;

/** The {@link WebSession} of an exchange. Spring makes one up for every request that asks; it counts once it is started. */
final class WebSessionView implements SessionView {

    private final WebSession session;
    private final ServerHttpResponse response;

    WebSessionView(WebSession session, ServerHttpResponse response) {
        this.session = session;
        this.response = response;
    }

    @Override
    public @Nullable String id() {
        return session.isStarted() && !session.isExpired() ? session.getId() : null;
    }

    @Override
    public @Nullable Object attribute(String name) {
        return session.isExpired() ? null : session.getAttributes().get(name);
    }

    @Override
    public void setAttribute(String name, Object value) {
        if (response.isCommitted() && id() == null) {
            throw new IllegalStateException(
                    "The CSRF token was asked for after the response's head was sent, and the session that keeps its secret"
                            + " can't be begun any more: ask for it before the page is written.");
        }
        session.getAttributes().put(name, value);
    }
}
