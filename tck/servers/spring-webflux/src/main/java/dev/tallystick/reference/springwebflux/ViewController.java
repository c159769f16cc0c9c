package dev.tallystick.reference.springwebflux;

import dev.tallystick.reference.view.Answer;
import dev.tallystick.reference.view.View;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.session.WebSessionStore;
import reactor.core.publisher.Mono;

/** A view as a controller. */
@RestController
class ViewController {

    private final View view;
    private final WebSessionStore sessions;

    ViewController(View view, WebSessionStore sessions) {
        this.view = view;
        this.sessions = sessions;
    }

    public Mono<ResponseEntity<byte[]>> answer(ServerWebExchange exchange) {
        return WebFluxExchange.of(exchange, sessions, view == View.LOGIN).flatMap(read -> {
            Answer answer = view.answer(read);
            HttpHeaders headers = new HttpHeaders();
            answer.headers().forEach(headers::set);
            return read.afterwards()
                    .thenReturn(ResponseEntity.status(answer.status())
                            .headers(headers)
                            .contentType(MediaType.parseMediaType(answer.contentType()))
                            .body(answer.bytes()));
        });
    }
}
