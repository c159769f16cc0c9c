package dev.tallystick.servlet;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * A request that was decided and passes, from its first dispatch to its last: remembers what its views must see, whatever
 * request the container starts a later dispatch with.
 */
final class Exchange {

    private final ServletRequestView view;
    private final @Nullable FormBody body;
    private final @Nullable Principal principal;
    private final @Nullable SessionFollower follower;

    Exchange(ServletRequestView view, @Nullable Principal principal, @Nullable SessionFollower follower) {
        this.view = view;
        this.body = view.body();
        this.principal = principal;
        this.follower = follower;
    }

    /** The request as it was decided. */
    ServletRequestView view() {
        return view;
    }

    /** Lets the rest of the chain see the request as this exchange has it. */
    void proceed(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest shown = request;
        HttpServletResponse answer = response;
        if (!shows(request)) {
            if (principal != null) {
                answer = new WithoutSessionUrls(response);
            }
            if (NoUpgradeRequest.isNeeded(request)) {
                shown = new NoUpgradeRequest(shown, answer, this);
            }
            if (body != null) {
                shown = new BodyRequest(shown, answer, this, body);
            }
            if (follower != null) {
                shown = new FollowedRequest(shown, answer, this, follower);
            }
            if (principal != null) {
                shown = new BearerRequest(shown, answer, this, principal);
            }
        }
        if (body == null) {
            chain.doFilter(shown, answer);
            return;
        }
        body.enterView();
        try {
            chain.doFilter(shown, answer);
        } finally {
            body.leaveView();
        }
    }

    /** Whether a dispatch was begun with a request that is wrapped already. */
    private boolean shows(HttpServletRequest request) {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            if (wrapper instanceof ViewRequest ours && ours.exchange() == this) {
                return true;
            }
            inner = wrapper.getRequest();
        }
        return false;
    }
}
