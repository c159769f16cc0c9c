package dev.tallystick.spring.boot;

import dev.tallystick.NamePreset;
import dev.tallystick.Router;
import dev.tallystick.servlet.TallystickFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.ui.DefaultLoginPageGeneratingFilter;
import org.springframework.security.web.authentication.ui.DefaultLogoutPageGeneratingFilter;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.csrf.CsrfToken;

/** Looks at start whether what else guards or keeps sessions in the application goes together with ours. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class NeighbourChecks {

    /** A registration of the application's own may stand where Spring Session's sessions can't be seen yet. */
    @Bean
    @Lazy(false)
    static SmartInitializingSingleton tallystickSpringSessionCheck(
            Router router,
            ObjectProvider<TallystickFilterRegistration> registrations,
            ListableBeanFactory beans,
            Environment environment) {
        return () -> {
            TallystickFilterRegistration registration = registrations.getIfUnique();
            if (registration == null || !router.needsSession() || !SpringSession.isUsed(beans)) {
                return;
            }
            int theirs = SpringSession.filterOrder(environment);
            if (registration.getOrder() <= theirs) {
                throw new InvalidTallystickConfigurationException(
                        "The tokens or their secrets belong to a session that Spring Session keeps, and its filter (order "
                                + theirs + ") comes after Tallystick's (order " + registration.getOrder()
                                + "): let TallystickFilterRegistration.setOrder say a higher number, or write"
                                + " tallystick.session-binding=cookie:SESSION with tallystick.secret-store=cookie");
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
                List<Filter> filters = chains.stream()
                        .map(SecurityFilterChain::getFilters)
                        .flatMap(List::stream)
                        .toList();
                if (filters.stream().anyMatch(CsrfFilter.class::isInstance)
                        && PARAMETER.equals(properties.fieldName())) {
                    throw new InvalidTallystickConfigurationException(
                            "Spring Security's CSRF protection is on beside Tallystick's, and both name the form's field "
                                    + PARAMETER
                                    + ": switch Spring Security's off (http.csrf(csrf -> csrf.disable())), or,"
                                    + " to run both for a while, name ours differently with tallystick.parameter-name and"
                                    + " tallystick.header-name");
                }
                filters.forEach(SpringSecurity::addHiddenField);
            };
        }

        /** The pages that Spring Security makes itself, to sign in and out. */
        private static void addHiddenField(Filter filter) {
            if (filter instanceof DefaultLoginPageGeneratingFilter login) {
                login.setResolveHiddenInputs(SpringSecurity::hiddenFields);
            } else if (filter instanceof DefaultLogoutPageGeneratingFilter logout) {
                logout.setResolveHiddenInputs(SpringSecurity::hiddenFields);
            }
        }

        /** Ours, and Spring Security's own where that is on. */
        private static Map<String, String> hiddenFields(HttpServletRequest request) {
            Map<String, String> fields = new LinkedHashMap<>();
            if (request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken theirs) {
                fields.put(theirs.getParameterName(), theirs.getToken());
            }
            dev.tallystick.CsrfToken ours = TallystickFilter.tokenIfAny(request);
            if (ours != null) {
                fields.put(ours.parameterName(), ours.value());
            }
            return fields;
        }
    }
}
