package dev.tallystick.reference.springboot;

import dev.tallystick.CsrfToken;
import dev.tallystick.reference.view.Answer;
import dev.tallystick.reference.view.View;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

/** A view as a controller. */
@RestController
class ViewController {

    private final View view;

    ViewController(View view) {
        this.view = view;
    }

    public ResponseEntity<byte[]> answer(HttpServletRequest request, Optional<CsrfToken> token) {
        Answer answer = view.answer(new SpringExchange(request, token.orElse(null)));
        HttpHeaders headers = new HttpHeaders();
        answer.headers().forEach(headers::set);
        return ResponseEntity.status(answer.status())
                .headers(headers)
                .contentType(MediaType.parseMediaType(answer.contentType()))
                .body(answer.bytes());
    }
}
