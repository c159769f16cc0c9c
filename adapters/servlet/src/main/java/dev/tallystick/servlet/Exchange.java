package dev.tallystick.servlet;

import dev.tallystick.http.ResponseHead;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A request that was decided and passes, from its first dispatch to its last: remembers what its views must see, whatever
 * request the container starts a later dispatch with. It is the head of the first dispatch's response too, since an included
 * view's own takes no headers.
 */
final class Exchange implements ResponseHead {

    private final ServletRequestView view;
    private final @Nullable Principal principal;
    private @Nullable SessionFollower follower;

    Exchange(ServletRequestView view, @Nullable Principal principal) {
        this.view = view;
        this.principal = principal;
    }

    /** Lets the views' changes of the server session be noticed. */
    void follow(SessionFollower changes) {
        follower = changes;
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
        FormBody body = view.body();
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

    @Override
    public boolean isCommitted() {
        return view.response().isCommitted();
    }

    @Override
    public Collection<String> headers(String name) {
        return view.response().getHeaders(name);
    }

    @Override
    public void addHeader(String name, String value) {
        view.response().addHeader(name, value);
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
