package dev.tallystick.spring.boot;

import dev.tallystick.servlet.TallystickFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.Ordered;

/**
 * Registers the filter before all others, Spring Security's and those of sessions too: nothing is done for a forged request,
 * and behind a JWT nothing looks for a session. A filter of the application's own that must come first, for CORS say, has the
 * order {@link Ordered#HIGHEST_PRECEDENCE}. Only Spring Session's filter comes before it where tokens or secrets belong to a
 * session of its; it looks none up by itself.
 */
public final class TallystickFilterRegistration extends FilterRegistrationBean<TallystickFilter> {

    /**
     * @param afterForwardedHeaders whether Spring's own reader of forwarded headers comes first, if the application has it
     */
    public TallystickFilterRegistration(TallystickFilter filter, boolean afterForwardedHeaders) {
        super(filter);
        setName("tallystick");
        setOrder(afterForwardedHeaders ? Ordered.HIGHEST_PRECEDENCE + 1 : Ordered.HIGHEST_PRECEDENCE);
        setDispatcherTypes(
                EnumSet.of(DispatcherType.REQUEST, DispatcherType.FORWARD, DispatcherType.ASYNC, DispatcherType.ERROR));
        addUrlPatterns("/*");
    }

    @Override
    protected FilterRegistration.Dynamic addRegistration(String description, ServletContext context) {
        return getFilter().register(context);
    }

    /** {@link TallystickFilter#register} has done it. */
    @Override
    protected void configure(FilterRegistration.Dynamic registration) {}
}
