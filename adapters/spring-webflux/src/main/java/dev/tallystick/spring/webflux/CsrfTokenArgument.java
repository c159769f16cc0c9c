package dev.tallystick.spring.webflux;

import dev.tallystick.CsrfToken;
import java.util.Optional;
import org.springframework.core.MethodParameter;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** A {@link CsrfToken} as a controller's argument; none for an optional one where the request has none, as behind a JWT. */
final class CsrfTokenArgument implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.nestedIfOptional().getNestedParameterType().equals(CsrfToken.class);
    }

    @Override
    public Mono<Object> resolveArgument(MethodParameter parameter, BindingContext binding, ServerWebExchange exchange) {
        boolean there = exchange.getAttribute(TallystickWebFilter.TOKEN_ATTRIBUTE) instanceof CsrfToken;
        if (parameter.getParameterType().equals(Optional.class)) {
            return Mono.just(there ? Optional.of(TallystickWebFilter.token(exchange)) : Optional.empty());
        }
        return !there && parameter.isOptional()
                ? Mono.empty()
                : Mono.fromSupplier(() -> TallystickWebFilter.token(exchange));
    }
}
