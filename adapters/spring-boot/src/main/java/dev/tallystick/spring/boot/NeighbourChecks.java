package dev.tallystick.spring.boot;

import dev.tallystick.NamePreset;
import java.util.List;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.util.ClassUtils;

/** Looks at start whether what else guards or keeps sessions in the application goes together with ours. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class NeighbourChecks {

    private static final String SESSIONS = "org.springframework.session.web.http.SessionRepositoryFilter";

    /** Its sessions are kept by a filter that comes after ours, so that ours can't see them. */
    @Bean
    @Lazy(false)
    @ConditionalOnClass(name = SESSIONS)
    static SmartInitializingSingleton tallystickSpringSessionCheck(
            TallystickProperties properties, ListableBeanFactory beans) {
        return () -> {
            Class<?> filter =
                    ClassUtils.resolveClassName(SESSIONS, beans.getClass().getClassLoader());
            if (beans.getBeanNamesForType(filter, true, false).length == 0) {
                return;
            }
            if (properties.sessionBinding() == null || "session".equals(properties.sessionBinding())) {
                throw new InvalidTallystickConfigurationException(
                        "tallystick.session-binding: Spring Session keeps the login sessions, whose ids the server"
                                + " doesn't know: write cookie:SESSION, or whatever its cookie is called");
            }
            if ("session".equals(properties.secretStore())) {
                throw new InvalidTallystickConfigurationException(
                        "tallystick.secret-store: 'session' is the server's own, and Spring Session replaces it: write"
                                + " cookie");
            }
        };
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.security.web.SecurityFilterChain")
    static class SpringSecurity {

        private static final String PARAMETER = NamePreset.SPRING.parameterName();

        /** Both name the hidden field {@code _csrf}, and a form can't hold two of it. */
        @Bean
        @Lazy(false)
        SmartInitializingSingleton tallystickSpringSecurityCheck(
                TallystickProperties properties, ObjectProvider<SecurityFilterChain> chains) {
            return () -> {
                boolean both = chains.stream()
                        .map(SecurityFilterChain::getFilters)
                        .flatMap(List::stream)
                        .anyMatch(CsrfFilter.class::isInstance);
                if (both && PARAMETER.equals(properties.fieldName())) {
                    throw new InvalidTallystickConfigurationException(
                            "Spring Security's CSRF protection is on beside Tallystick's, and both name the form's field "
                                    + PARAMETER
                                    + ": switch Spring Security's off (http.csrf(csrf -> csrf.disable())), or,"
                                    + " to run both for a while, name ours differently with tallystick.parameter-name and"
                                    + " tallystick.header-name");
                }
            };
        }
    }
}
