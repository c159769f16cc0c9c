package dev.tallystick.http;

import org.jspecify.annotations.Nullable;

/**
 * The server session of one request, which may well not exist. Reading never begins one.
 *
 * <p>Used by one thread at a time.
 */
public interface SessionView {

    /** A request without a server session, on a server that has none: attributes can't be stored. */
    SessionView NONE = new SessionView() {
        @Override
        public @Nullable String id() {
            return null;
        }

        @Override
        public @Nullable Object attribute(String name) {
            return null;
        }

        @Override
        public void setAttribute(String name, Object value) {
            throw new IllegalStateException("There is no server session to keep the secret of the CSRF token in: use"
                    + " secret-store=cookie, or mount the guard where the server's sessions are available.");
        }
    };

    /**
     * The id of a session that the client presented or that is stored, as the server has it now; null if there is none. A
     * session that some servers make up for each request and throw away again is none.
     */
    @Nullable
    String id();

    /** An attribute of the session; null if it, or the session, doesn't exist. */
    @Nullable
    Object attribute(String name);

    /**
     * Stores an attribute, and begins the session if there is none.
     *
     * @throws IllegalStateException if a session can't be begun any more (the response is committed) or at all
     */
    void setAttribute(String name, Object value);
}
