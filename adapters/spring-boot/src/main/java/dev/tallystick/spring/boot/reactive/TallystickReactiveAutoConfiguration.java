package dev.tallystick.spring.boot.reactive;

import dev.tallystick.DecisionListener;
import dev.tallystick.DenialHandler;
import dev.tallystick.Router;
import dev.tallystick.spring.boot.TallystickAutoConfiguration;
import dev.tallystick.spring.webflux.TallystickWebFilter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;
import org.springframework.web.reactive.result.view.ViewResolver;

/**
 * The web filter that puts the router of {@link TallystickAutoConfiguration} in front of everything that a WebFlux application
 * serves, and tokens for its controllers and pages. The filter gives way to one of the application's own.
 */
@SuppressWarnings("exports") // Annotations of a class that only Spring reads.
@AutoConfiguration(after = TallystickAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass(WebFluxConfigurer.class)
public class TallystickReactiveAutoConfiguration {

    /** Called by Spring. */
    public TallystickReactiveAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    TallystickWebFilter tallystickWebFilter(
            Router router,
            ObjectProvider<DecisionListener> listeners,
            ObjectProvider<DenialHandler> denialHandler,
            ObjectProvider<TallystickWebFilterCustomizer> customizers) {
        TallystickWebFilter.Builder builder = TallystickWebFilter.builder(router);
        listeners.orderedStream().forEach(builder::listener);
        denialHandler.ifAvailable(builder::denialHandler);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    @Bean
    WebFluxConfigurer tallystickArguments() {
        return new WebFluxConfigurer() {
            @Override
            public void configureArgumentResolvers(ArgumentResolverConfigurer resolvers) {
                resolvers.addCustomResolver(TallystickWebFilter.tokenArgument());
            }
        };
    }

    @Bean
    @ConditionalOnMissingBean
    TokenAttribute tallystickTokenAttribute(ObjectProvider<ViewResolver> views) {
        return new TokenAttribute(views);
    }

    @Bean
    static HiddenFieldInstaller tallystickHiddenFieldInstaller() {
        return new HiddenFieldInstaller();
    }
}
