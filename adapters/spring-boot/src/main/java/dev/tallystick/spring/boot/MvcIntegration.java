package dev.tallystick.spring.boot;

import dev.tallystick.servlet.TallystickFilter;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.handler.MappedInterceptor;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** What Spring MVC gets to know: tokens for controllers and forms, and the handlers that are exempt. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(WebMvcConfigurer.class)
class MvcIntegration {

    @Bean
    WebMvcConfigurer tallystickArguments() {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new CsrfTokenArgument());
            }
        };
    }

    /** Asked for late: the filter is built before Spring MVC is. */
    @Bean
    @ConditionalOnMissingBean
    ExemptHandlers tallystickExemptHandlers(
            @Qualifier("requestMappingHandlerMapping") ObjectProvider<RequestMappingHandlerMapping> mappings) {
        return new ExemptHandlers(mappings::getIfAvailable);
    }

    /** A mapped one, since these are taken up by every mapping of handlers, whoever made it. */
    @Bean
    @ConditionalOnBean(ExemptHandlers.class)
    static MappedInterceptor tallystickExemptionCheck(ObjectProvider<TallystickFilter> filter) {
        return new MappedInterceptor(new String[] {"/**"}, new ExemptionCheck(filter::getObject));
    }

    @Bean
    static HiddenFieldInstaller tallystickHiddenFieldInstaller() {
        return new HiddenFieldInstaller();
    }
}
