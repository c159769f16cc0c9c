package dev.tallystick.servlet;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A request whose changes of the server session are noticed, so that scripts get a token that fits the new one. */
final class FollowedRequest extends ViewRequest {

    private final HttpServletRequest request;
    private final SessionFollower follower;

    FollowedRequest(
            HttpServletRequest request, HttpServletResponse response, Exchange exchange, SessionFollower follower) {
        super(request, response, exchange);
        this.request = request;
        this.follower = follower;
    }

    @Override
    public HttpSession getSession() {
        HttpSession there = request.getSession(false);
        if (there != null) {
            return follower.follow(there);
        }
        HttpSession made = request.getSession();
        follower.compare(null, made.getId());
        return follower.follow(made);
    }

    @Override
    public @Nullable HttpSession getSession(boolean create) {
        if (create) {
            return getSession();
        }
        HttpSession there = request.getSession(false);
        return there == null ? null : follower.follow(there);
    }

    @Override
    public String changeSessionId() {
        String before = SessionFollower.idOf(request);
        String now = request.changeSessionId();
        follower.compare(before, now);
        return now;
    }

    @Override
    public boolean authenticate(HttpServletResponse response) throws IOException, ServletException {
        String before = SessionFollower.idOf(request);
        boolean authenticated = request.authenticate(response);
        follower.compare(before, SessionFollower.idOf(request));
        return authenticated;
    }

    @Override
    public void login(String username, String password) throws ServletException {
        String before = SessionFollower.idOf(request);
        request.login(username, password);
        follower.compare(before, SessionFollower.idOf(request));
    }

    @Override
    public void logout() throws ServletException {
        String before = SessionFollower.idOf(request);
        request.logout();
        follower.compare(before, SessionFollower.idOf(request));
    }
}
