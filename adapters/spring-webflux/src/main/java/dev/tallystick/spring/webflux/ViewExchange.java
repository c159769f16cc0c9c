package dev.tallystick.spring.webflux;

import java.util.function.Consumer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/** An exchange as its handler shall see it, with another request perhaps. */
class ViewExchange extends ServerWebExchangeDecorator {

    private final ServerHttpRequest request;
    private final Consumer<WebSession> sessionShown;

    /**
     * @param sessionShown gets the session when somebody asks for it
     */
    ViewExchange(ServerWebExchange exchange, ServerHttpRequest request, Consumer<WebSession> sessionShown) {
        super(exchange);
        this.request = request;
        this.sessionShown = sessionShown;
    }

    @Override
    public Mono<WebSession> getSession() {
        return super.getSession().doOnNext(sessionShown);
    }

    @Override
    public ServerHttpRequest getRequest() {
        return request;
    }
}
