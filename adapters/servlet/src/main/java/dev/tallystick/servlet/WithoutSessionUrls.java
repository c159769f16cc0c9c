package dev.tallystick.servlet;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/** A response behind a JWT: its links carry no session id. */
final class WithoutSessionUrls extends HttpServletResponseWrapper {

    WithoutSessionUrls(HttpServletResponse response) {
        super(response);
    }

    @Override
    public String encodeURL(String url) {
        return url;
    }

    @Override
    public String encodeRedirectURL(String url) {
        return url;
    }
}
