package dev.tallystick.reference.springboot;

import dev.tallystick.CsrfExempt;
import dev.tallystick.CsrfToken;
import dev.tallystick.reference.view.View;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.http.ResponseEntity;

/** A view that is exempt because the controller's method says so. */
final class ExemptController extends ViewController {

    ExemptController(View view) {
        super(view);
    }

    @Override
    @CsrfExempt
    public ResponseEntity<byte[]> answer(HttpServletRequest request, Optional<CsrfToken> token) {
        return super.answer(request, token);
    }
}
