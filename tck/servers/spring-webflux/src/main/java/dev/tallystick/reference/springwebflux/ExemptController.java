package dev.tallystick.reference.springwebflux;

import dev.tallystick.CsrfExempt;
import dev.tallystick.reference.view.View;
import org.springframework.http.ResponseEntity;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.session.WebSessionStore;
import reactor.core.publisher.Mono;

/** A view that is exempt because the controller's method says so. */
final class ExemptController extends ViewController {

    ExemptController(View view, WebSessionStore sessions) {
        super(view, sessions);
    }

    @Override
    @CsrfExempt
    public Mono<ResponseEntity<byte[]>> answer(ServerWebExchange exchange) {
        return super.answer(exchange);
    }
}
