package dev.tallystick.spring.boot;

import dev.tallystick.NamePreset;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.csrf.CsrfWebFilter;

/** As {@link NeighbourChecks}, on WebFlux. Spring Session needs none: its sessions are the application's own there. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass(name = "org.springframework.security.web.server.SecurityWebFilterChain")
class ReactiveNeighbourChecks {

    private static final String PARAMETER = NamePreset.SPRING.parameterName();

    /** Both name the hidden field {@code _csrf}, and a form can't hold two of it. */
    @Bean
    @Lazy(false)
    SmartInitializingSingleton tallystickSpringSecurityCheck(
            TallystickProperties properties, ObjectProvider<SecurityWebFilterChain> chains) {
        return () -> {
            boolean both = chains.stream()
                    .map(chain ->
                            chain.getWebFilters().collectList().blockOptional().orElse(List.of()))
                    .flatMap(List::stream)
                    .anyMatch(CsrfWebFilter.class::isInstance);
            if (both && PARAMETER.equals(properties.fieldName())) {
                throw new InvalidTallystickConfigurationException(
                        "Spring Security's CSRF protection is on beside Tallystick's, and both name the form's field "
                                + PARAMETER
                                + ": switch Spring Security's off (http.csrf(csrf -> csrf.disable())), or, to run both for a"
                                + " while, name ours differently with tallystick.parameter-name and tallystick.header-name");
            }
        };
    }
}
