package dev.tallystick.spring.boot.reactive;

import dev.tallystick.CsrfToken;
import dev.tallystick.spring.webflux.TallystickWebFilter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.reactive.result.view.ViewResolver;
import org.springframework.web.server.ServerWebExchange;

/**
 * The tokens in the model of pages, as {@code ${_csrf.hiddenField}}: WebFlux shows its views the model alone, and not the
 * attributes of the exchange. An application without views has none either.
 */
@ControllerAdvice
final class TokenAttribute {

    private static final String NAME = "_csrf";

    private final ObjectProvider<ViewResolver> views;

    TokenAttribute(ObjectProvider<ViewResolver> views) {
        this.views = views;
    }

    @ModelAttribute
    void add(ServerWebExchange exchange, Model model) {
        CsrfToken token = TallystickWebFilter.tokenIfAny(exchange);
        if (token != null && views.stream().findAny().isPresent()) {
            model.addAttribute(NAME, token);
        }
    }
}
