package dev.tallystick.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

/** A request as its views see it; stays so when it goes on asynchronously. */
abstract class ViewRequest extends HttpServletRequestWrapper {

    private final HttpServletResponse response;
    private final Exchange exchange;

    ViewRequest(HttpServletRequest request, HttpServletResponse response, Exchange exchange) {
        super(request);
        this.response = response;
        this.exchange = exchange;
    }

    Exchange exchange() {
        return exchange;
    }

    /** The container would go on with its own request, which shows what this one hides and lacks what it holds. */
    @Override
    public AsyncContext startAsync() {
        return startAsync(this, response);
    }
}
