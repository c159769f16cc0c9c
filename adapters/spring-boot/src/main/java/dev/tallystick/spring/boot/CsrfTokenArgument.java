package dev.tallystick.spring.boot;

import dev.tallystick.CsrfToken;
import dev.tallystick.servlet.TallystickFilter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** A {@link CsrfToken} as a controller's argument; null for an optional one where the request has none, as behind a JWT. */
final class CsrfTokenArgument implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.nestedIfOptional().getNestedParameterType().equals(CsrfToken.class);
    }

    @Override
    public @Nullable Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        HttpServletRequest servletRequest = request.getNativeRequest(HttpServletRequest.class);
        if (servletRequest == null) {
            throw new IllegalStateException("A CsrfToken is for handlers of servlet requests alone");
        }
        if (parameter.getParameterType() == Optional.class) {
            return Optional.ofNullable(TallystickFilter.tokenIfAny(servletRequest));
        }
        CsrfToken token = TallystickFilter.tokenIfAny(servletRequest);
        return token == null && isNullable(parameter) ? null : TallystickFilter.token(servletRequest);
    }

    /** As Spring has it, and, which not every version of it reads, by an annotation of the type. */
    private static boolean isNullable(MethodParameter parameter) {
        return parameter.isOptional()
                || Arrays.stream(parameter.getParameter().getAnnotatedType().getAnnotations())
                        .anyMatch(annotation ->
                                annotation.annotationType().getSimpleName().equals("Nullable"));
    }
}
