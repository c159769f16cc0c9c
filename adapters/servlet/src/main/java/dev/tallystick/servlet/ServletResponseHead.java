package dev.tallystick.servlet;

import dev.tallystick.http.ResponseHead;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collection;

/** The head of the response of the first dispatch: an included view's own response takes no headers. */
final class ServletResponseHead implements ResponseHead {

    private final HttpServletResponse response;

    ServletResponseHead(HttpServletResponse response) {
        this.response = response;
    }

    @Override
    public boolean isCommitted() {
        return response.isCommitted();
    }

    @Override
    public Collection<String> headers(String name) {
        return response.getHeaders(name);
    }

    @Override
    public void addHeader(String name, String value) {
        response.addHeader(name, value);
    }
}
