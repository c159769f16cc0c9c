package dev.tallystick.spring.webflux;

import dev.tallystick.CsrfToken;
import java.util.Arrays;
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
        CsrfToken token = TallystickWebFilter.tokenIfAny(exchange);
        if (parameter.getParameterType().equals(Optional.class)) {
            return Mono.just(Optional.ofNullable(token));
        }
        return token == null && isNullable(parameter)
                ? Mono.empty()
                : Mono.fromSupplier(() -> TallystickWebFilter.token(exchange));
    }

    /** As Spring has it, and, which not every version of it reads, by an annotation of the type. */
    private static boolean isNullable(MethodParameter parameter) {
        return parameter.isOptional()
                || Arrays.stream(parameter.getParameter().getAnnotatedType().getAnnotations())
                        .anyMatch(annotation ->
                                annotation.annotationType().getSimpleName().equals("Nullable"));
    }
}
