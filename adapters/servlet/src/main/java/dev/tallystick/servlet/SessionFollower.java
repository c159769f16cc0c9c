package dev.tallystick.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tells when a view begins, renews or ends the server session. Used by one thread at a time. */
final class SessionFollower {

    private final Runnable changed;
    private @Nullable HttpSession followed;
    private @Nullable HttpSession shown;

    SessionFollower(Runnable changed) {
        this.changed = changed;
    }

    /** The id of the session as it is; null if there is none. */
    static @Nullable String idOf(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        return session == null ? null : session.getId();
    }

    /** To be called after what may have changed the session. */
    void compare(@Nullable String before, @Nullable String now) {
        if (!Objects.equals(before, now)) {
            changed.run();
        }
    }

    /**
     * The session with its end noticed; the same object for the same session. A proxy, since the interface has gained methods
     * in newer APIs than the one this compiles against.
     */
    @SuppressWarnings("ReferenceEquality") // It is the object itself that is followed, whatever its equals says.
    HttpSession follow(HttpSession session) {
        HttpSession known = shown;
        if (known == null || followed != session) {
            known = (HttpSession) Proxy.newProxyInstance(
                    HttpSession.class.getClassLoader(),
                    new Class<?>[] {HttpSession.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("equals")) {
                            return proxy == arguments[0];
                        }
                        try {
                            Object result = method.invoke(session, arguments);
                            if (method.getName().equals("invalidate")) {
                                changed.run();
                            }
                            return result;
                        } catch (InvocationTargetException e) {
                            throw e.getCause() == null ? e : e.getCause();
                        }
                    });
            followed = session;
            shown = known;
        }
        return known;
    }
}
