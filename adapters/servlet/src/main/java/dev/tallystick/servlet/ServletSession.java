package dev.tallystick.servlet;

import dev.tallystick.http.SessionView;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/** The {@link HttpSession} of a request, if there is one. */
final class ServletSession implements SessionView {

    private final HttpServletRequest request;
    private final HttpServletResponse response;

    ServletSession(HttpServletRequest request, HttpServletResponse response) {
        this.request = request;
        this.response = response;
    }

    @Override
    public @Nullable String id() {
        try {
            HttpSession session = request.getSession(false);
            return session == null ? null : session.getId();
        } catch (IllegalStateException e) {
            // The application has no sessions, or the request is over.
            return null;
        }
    }

    @Override
    public @Nullable Object attribute(String name) {
        try {
            HttpSession session = request.getSession(false);
            return session == null ? null : session.getAttribute(name);
        } catch (IllegalStateException e) {
            // As above, or another request has just ended the session.
            return null;
        }
    }

    @Override
    public void setAttribute(String name, Object value) {
        HttpSession session = request.getSession(false);
        if (session == null && response.isCommitted()) {
            throw new IllegalStateException(
                    "The CSRF token was asked for after the response was committed, and the session"
                            + " that keeps its secret can't be begun any more: ask for it before the page is written, or enlarge the"
                            + " response's buffer.");
        }
        (session == null ? request.getSession() : session).setAttribute(name, value);
    }
}
