package dev.tallystick.spring.boot.reactive;

import dev.tallystick.spring.webflux.TallystickWebFilter;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.web.reactive.result.view.AbstractView;
import org.springframework.web.reactive.result.view.RequestDataValueProcessor;

/**
 * Sees to it that views ask for our hidden field. They ask the one bean of a fixed name: where there is one already, as Spring
 * Security's, it is wrapped.
 */
final class HiddenFieldInstaller implements BeanDefinitionRegistryPostProcessor, BeanPostProcessor {

    private static final String NAME = AbstractView.REQUEST_DATA_VALUE_PROCESSOR_BEAN_NAME;

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        if (!registry.containsBeanDefinition(NAME)) {
            registry.registerBeanDefinition(
                    NAME,
                    BeanDefinitionBuilder.genericBeanDefinition(
                                    RequestDataValueProcessor.class, () -> TallystickWebFilter.hiddenFields(null))
                            .getBeanDefinition());
        }
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {}

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return name.equals(NAME) && bean instanceof RequestDataValueProcessor other
                ? TallystickWebFilter.hiddenFields(other)
                : bean;
    }
}
