package dev.tallystick.servlet;

import dev.tallystick.http.Ascii;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.PushBuilder;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request behind a JWT: its user is whom the JWT names, and nothing that a browser attaches by itself is seen. An ambient
 * login must not mix with the token's.
 */
final class BearerRequest extends ViewRequest {

    private static final String COOKIE = "Cookie";
    private static final String NO_SESSION =
            "This request came with a JWT, and requests behind a JWT have no server session:"
                    + " keep state under the user's name, or serve this view under a mount for browsers.";
    private static final String NO_LOGIN =
            "This request came with a JWT, which alone says who the user is: sign in and out"
                    + " under a mount for browsers.";

    private final Principal principal;

    BearerRequest(HttpServletRequest request, HttpServletResponse response, Exchange exchange, Principal principal) {
        super(request, response, exchange);
        this.principal = principal;
    }

    @Override
    public Principal getUserPrincipal() {
        return principal;
    }

    @Override
    public String getRemoteUser() {
        return principal.getName();
    }

    @Override
    public String getAuthType() {
        return "Bearer";
    }

    @Override
    public boolean isUserInRole(String role) {
        return false;
    }

    @Override
    public Cookie @Nullable [] getCookies() {
        return null;
    }

    @Override
    public @Nullable String getHeader(String name) {
        return isCookie(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return isCookie(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public long getDateHeader(String name) {
        return isCookie(name) ? -1 : super.getDateHeader(name);
    }

    @Override
    public int getIntHeader(String name) {
        return isCookie(name) ? -1 : super.getIntHeader(name);
    }

    @Override
    public @Nullable Enumeration<String> getHeaderNames() {
        Enumeration<String> names = super.getHeaderNames();
        if (names == null) {
            return null;
        }
        List<String> shown = new ArrayList<>();
        while (names.hasMoreElements()) {
            String name = names.nextElement();
            if (!isCookie(name)) {
                shown.add(name);
            }
        }
        return Collections.enumeration(shown);
    }

    @Override
    public HttpSession getSession() {
        throw new IllegalStateException(NO_SESSION);
    }

    @Override
    public @Nullable HttpSession getSession(boolean create) {
        if (create) {
            throw new IllegalStateException(NO_SESSION);
        }
        return null;
    }

    @Override
    public String changeSessionId() {
        throw new IllegalStateException(NO_SESSION);
    }

    @Override
    public @Nullable String getRequestedSessionId() {
        return null;
    }

    @Override
    public boolean isRequestedSessionIdValid() {
        return false;
    }

    @Override
    public boolean isRequestedSessionIdFromCookie() {
        return false;
    }

    @Override
    public boolean isRequestedSessionIdFromURL() {
        return false;
    }

    @Override
    public boolean authenticate(HttpServletResponse response) throws ServletException {
        throw new ServletException(NO_LOGIN);
    }

    @Override
    public void login(String username, String password) throws ServletException {
        throw new ServletException(NO_LOGIN);
    }

    @Override
    public void logout() throws ServletException {
        throw new ServletException(NO_LOGIN);
    }

    /** Null says that pushing isn't supported; a builder would carry cookies and session id along. */
    @Override
    public @Nullable PushBuilder newPushBuilder() {
        return null;
    }

    private static boolean isCookie(@Nullable String name) {
        return name != null && Ascii.equalsIgnoreCase(name, COOKIE);
    }
}
