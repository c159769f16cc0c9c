package dev.tallystick.spring.webflux;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/** An exchange as its handler shall see it, with another request perhaps. */
class ViewExchange extends ServerWebExchangeDecorator {

    private final ServerHttpRequest request;
    private final Runnable sessionShown;

    /**
     * @param sessionShown runs when somebody asks for the session
     */
    ViewExchange(ServerWebExchange exchange, ServerHttpRequest request, Runnable sessionShown) {
        super(exchange);
        this.request = request;
        this.sessionShown = sessionShown;
    }

    @Override
    public Mono<WebSession> getSession() {
        return super.getSession().doOnSubscribe(subscription -> sessionShown.run());
    }

    @Override
    public ServerHttpRequest getRequest() {
        return request;
    }
}
