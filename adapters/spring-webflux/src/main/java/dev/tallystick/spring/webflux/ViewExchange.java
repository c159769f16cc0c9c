package dev.tallystick.spring.webflux;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;

/** An exchange with another request. */
class ViewExchange extends ServerWebExchangeDecorator {

    private final ServerHttpRequest request;

    ViewExchange(ServerWebExchange exchange, ServerHttpRequest request) {
        super(exchange);
        this.request = request;
    }

    @Override
    public ServerHttpRequest getRequest() {
        return request;
    }
}
