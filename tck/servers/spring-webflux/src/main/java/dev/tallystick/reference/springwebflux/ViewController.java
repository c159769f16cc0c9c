package dev.tallystick.reference.springwebflux;

import dev.tallystick.reference.view.Answer;
import dev.tallystick.reference.view.View;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** A view as a controller. */
@RestController
class ViewController {

    private final View view;

    ViewController(View view) {
        this.view = view;
    }

    public Mono<ResponseEntity<byte[]>> answer(ServerWebExchange exchange) {
        return WebFluxExchange.of(exchange).flatMap(read -> {
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
