package dev.tallystick.spring.boot;

import dev.tallystick.CsrfExempt;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.AnnotatedElement;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Whether the controller method that will answer carries {@link CsrfExempt}, itself or its class, directly or by an annotation
 * of the application's that is annotated so. It is found as Spring MVC will find it, on a request that forgets what the look-up
 * leaves behind; {@link ExemptionCheck} looks again when the handler is there.
 */
final class ExemptHandlers implements Predicate<HttpServletRequest> {

    private static final String FORESEEN = ExemptHandlers.class.getName() + ".foreseen";

    private final Supplier<@Nullable RequestMappingHandlerMapping> mappings;

    ExemptHandlers(Supplier<@Nullable RequestMappingHandlerMapping> mappings) {
        this.mappings = mappings;
    }

    @Override
    public boolean test(HttpServletRequest request) {
        if (!goesToSpring(request) || !isExempt(handlerOf(request))) {
            return false;
        }
        request.setAttribute(FORESEEN, true);
        return true;
    }

    /** Whether a request may have passed because its handler was found exempt. */
    static boolean wasForeseen(HttpServletRequest request) {
        return request.getAttribute(FORESEEN) != null;
    }

    static boolean isExempt(@Nullable Object handler) {
        return handler instanceof HandlerMethod method
                && (isAnnotated(method.getMethod()) || isAnnotated(method.getBeanType()));
    }

    private static boolean isAnnotated(AnnotatedElement element) {
        return MergedAnnotations.from(element).isPresent(CsrfExempt.class);
    }

    /** Another servlet may lie on a path that a controller has too. */
    private static boolean goesToSpring(HttpServletRequest request) {
        HttpServletMapping mapping = request.getHttpServletMapping();
        String name = mapping == null ? null : mapping.getServletName();
        if (name == null || name.isEmpty()) {
            // Only Spring's own mock of a request has no servlet here and a view nevertheless.
            return true;
        }
        ServletRegistration servlet = request.getServletContext().getServletRegistration(name);
        return servlet != null && DispatcherServlet.class.getName().equals(servlet.getClassName());
    }

    private @Nullable Object handlerOf(HttpServletRequest request) {
        RequestMappingHandlerMapping mapping = mappings.get();
        if (mapping == null) {
            return null;
        }
        ForgetfulRequest looked = new ForgetfulRequest(request);
        try {
            if (mapping.usesPathPatterns()) {
                ServletRequestPathUtils.parseAndCache(looked);
            }
            HandlerExecutionChain chain = mapping.getHandler(looked);
            // Whoever asks for the body's parameters would find another handler once they are there.
            return chain == null || looked.wasAskedForBody() ? null : chain.getHandler();
        } catch (Exception e) {
            // No controller takes this request as it is; Spring MVC will say so itself, if it gets that far.
            return null;
        }
    }
}
