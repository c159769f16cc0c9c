package dev.tallystick.spring.webflux;

import java.security.Principal;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/** An exchange behind a JWT: its user is whom the JWT names, and it has no server session. */
final class BearerExchange extends ServerWebExchangeDecorator {

    private final Principal principal;
    private final WebSession session = new NoSession();

    BearerExchange(ServerWebExchange exchange, Principal principal) {
        super(exchange);
        this.principal = principal;
    }

    /** The caller says what kind of principal it expects, which is an unchecked wish everywhere in Spring. */
    @Override
    @SuppressWarnings("unchecked")
    public <T extends Principal> Mono<T> getPrincipal() {
        return Mono.just((T) principal);
    }

    @Override
    public Mono<WebSession> getSession() {
        return Mono.just(session);
    }
}
