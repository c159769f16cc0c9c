package dev.tallystick.spring.boot;

import dev.tallystick.CsrfExempt;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.handler.AbstractHandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Whether the controller method that will answer carries {@link CsrfExempt}, itself or its class. It is found as Spring MVC
 * will find it, on a request that forgets what the look-up leaves behind.
 */
final class ExemptHandlers implements Predicate<HttpServletRequest> {

    private final Supplier<RequestMappingHandlerMapping> mappings;

    ExemptHandlers(Supplier<RequestMappingHandlerMapping> mappings) {
        this.mappings = mappings;
    }

    @Override
    public boolean test(HttpServletRequest request) {
        return handlerOf(new ForgetfulRequest(request)) instanceof HandlerMethod method
                && (AnnotatedElementUtils.hasAnnotation(method.getMethod(), CsrfExempt.class)
                        || AnnotatedElementUtils.hasAnnotation(method.getBeanType(), CsrfExempt.class));
    }

    private Object handlerOf(HttpServletRequest request) {
        AbstractHandlerMapping mapping = mappings.get();
        try {
            if (mapping.usesPathPatterns()) {
                ServletRequestPathUtils.parseAndCache(request);
            }
            HandlerExecutionChain chain = mapping.getHandler(request);
            return chain == null ? NOBODY : chain.getHandler();
        } catch (Exception e) {
            // No method of a controller takes this request as it is; Spring MVC will say so itself, if it gets that
            // far.
            return NOBODY;
        }
    }

    private static final Object NOBODY = new Object();
}
