package dev.tallystick.spring.boot;

import dev.tallystick.DecisionListener;
import dev.tallystick.DenialHandler;
import dev.tallystick.Router;
import dev.tallystick.servlet.TallystickFilter;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The filter that puts the router in front of everything that a servlet container serves. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class ServletGuard {

    @Bean
    @ConditionalOnMissingBean
    TallystickFilter tallystickFilter(
            Router router,
            ObjectProvider<DecisionListener> listeners,
            ObjectProvider<DenialHandler> denialHandler,
            ObjectProvider<ExemptHandlers> exemptHandlers,
            ObjectProvider<TallystickFilterCustomizer> customizers) {
        TallystickFilter.Builder builder = TallystickFilter.builder(router);
        listeners.orderedStream().forEach(builder::listener);
        denialHandler.ifAvailable(builder::denialHandler);
        exemptHandlers.ifAvailable(builder::insecureExemptHandlers);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    @Bean
    @ConditionalOnMissingBean
    TallystickFilterRegistration tallystickFilterRegistration(
            TallystickFilter filter,
            Router router,
            ObjectProvider<TallystickProperties> properties,
            ListableBeanFactory beans,
            Environment environment) {
        TallystickProperties said = properties.getIfAvailable();
        TallystickFilterRegistration registration =
                new TallystickFilterRegistration(filter, said != null && said.serverReadsForwarded());
        if (router.needsSession() && SpringSession.isUsed(beans)) {
            // Where the login's session is Spring Session's, it can be seen behind its filter alone.
            registration.setOrder(Math.max(registration.getOrder(), SpringSession.filterOrder(environment) + 1));
        }
        return registration;
    }
}
