package dev.tallystick.spring.boot;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Holds Spring MVC to what {@link ExemptHandlers} foresaw. A filter in between may have made another request of it (a form's
 * {@code _method}, say), and a handler that isn't exempt must not be reached unchecked.
 */
final class ExemptionCheck implements HandlerInterceptor {

    private static final System.Logger LOG = System.getLogger("dev.tallystick");

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        if (request.getDispatcherType() != DispatcherType.REQUEST
                || !ExemptHandlers.wasForeseen(request)
                || ExemptHandlers.isExempt(handler)) {
            return true;
        }
        LOG.log(
                Level.WARNING,
                "refused a request that was let through for a handler with @CsrfExempt and then came to another: a filter"
                        + " changed its method or path in between. Exempt the path instead (tallystick.exempt), or put"
                        + " that filter before Tallystick's.");
        response.sendError(HttpServletResponse.SC_FORBIDDEN);
        return false;
    }
}
