package dev.tallystick.spring.boot;

import dev.tallystick.servlet.TallystickFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Supplier;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Holds Spring MVC to what {@link ExemptHandlers} foresaw. A filter in between may have made another request of it (a form's
 * {@code _method}, say); then it is decided again, and a handler that isn't exempt isn't reached unchecked.
 */
final class ExemptionCheck implements HandlerInterceptor {

    private final Supplier<TallystickFilter> filter;

    ExemptionCheck(Supplier<TallystickFilter> filter) {
        this.filter = filter;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException, ServletException {
        return request.getDispatcherType() != DispatcherType.REQUEST
                || !ExemptHandlers.wasForeseen(request)
                || ExemptHandlers.isExempt(handler)
                || filter.get().passesWithoutExemption(request, response);
    }
}
