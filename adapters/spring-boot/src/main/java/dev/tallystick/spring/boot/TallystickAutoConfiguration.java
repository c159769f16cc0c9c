package dev.tallystick.spring.boot;

import dev.tallystick.DecisionListener;
import dev.tallystick.DenialHandler;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.config.JwtSettings;
import dev.tallystick.config.TallystickConfig;
import dev.tallystick.jwt.JwtClaimProtection;
import dev.tallystick.servlet.TallystickFilter;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;

/**
 * Guards a Spring MVC application as {@code tallystick.*} says. Each bean gives way to one of the application's own:
 * {@link TallystickConfig}, {@link Router}, {@link TallystickFilter}, and its registration. Beans of type {@link
 * DecisionListener} are told of every decision, one of type {@link DenialHandler} writes the denials.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty(prefix = TallystickProperties.PREFIX, name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(TallystickProperties.class)
@Import(MvcIntegration.class)
public class TallystickAutoConfiguration {

    private static final String JWT = "dev.tallystick.jwt.JwtClaimProtection";

    @Bean
    @ConditionalOnMissingBean
    TallystickConfig tallystickConfig(TallystickProperties properties) {
        return checked(() -> TallystickConfig.from(properties.toProperties()));
    }

    @Bean
    @ConditionalOnMissingBean
    Router tallystickRouter(TallystickConfig config, JwtDoors doors) {
        return checked(() -> config.router(doors.maker()));
    }

    @Bean
    @ConditionalOnMissingBean
    TallystickFilter tallystickFilter(
            Router router,
            ObjectProvider<DecisionListener> listeners,
            ObjectProvider<DenialHandler> denialHandler,
            ObjectProvider<ExemptHandlers> exemptHandlers) {
        TallystickFilter.Builder builder = TallystickFilter.builder(router);
        listeners.orderedStream().forEach(builder::listener);
        denialHandler.ifAvailable(builder::denialHandler);
        exemptHandlers.ifAvailable(builder::insecureExemptHandlers);
        return builder.build();
    }

    /** Before all other filters, so that nothing is done for a forged request, and behind a JWT nothing opens a session. */
    @Bean
    @ConditionalOnMissingBean(name = "tallystickFilterRegistration")
    FilterRegistrationBean<TallystickFilter> tallystickFilterRegistration(TallystickFilter filter) {
        FilterRegistrationBean<TallystickFilter> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        registration.setDispatcherTypes(
                EnumSet.of(DispatcherType.REQUEST, DispatcherType.FORWARD, DispatcherType.ASYNC, DispatcherType.ERROR));
        registration.addUrlPatterns("/*");
        return registration;
    }

    private static <T> T checked(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new InvalidTallystickConfigurationException(e);
        }
    }

    /** Makes the door of a mount that says {@code jwt}. */
    record JwtDoors(Function<JwtSettings, Protection> maker) {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = JWT)
    static class WithJwt {
        @Bean
        @ConditionalOnMissingBean
        JwtDoors tallystickJwtDoors() {
            return new JwtDoors(JwtClaimProtection::from);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingClass(JWT)
    static class WithoutJwt {
        @Bean
        @ConditionalOnMissingBean
        JwtDoors tallystickJwtDoors() {
            return new JwtDoors(settings -> {
                throw new IllegalArgumentException("tallystick.mounts has a mount of the kind jwt, and there is no"
                        + " tallystick-jwt on the class path: add the dependency dev.tallystick:tallystick-jwt, or mount"
                        + " something else");
            });
        }
    }
}
