package dev.tallystick.spring.boot;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.web.servlet.support.RequestDataValueProcessor;

/**
 * Sees to it that Spring's form tags and Thymeleaf ask {@link HiddenFields}. They ask the one bean of a fixed name: where
 * there is one already, as Spring Security's, it is wrapped.
 */
final class HiddenFieldInstaller implements BeanDefinitionRegistryPostProcessor, BeanPostProcessor {

    private static final String NAME = "requestDataValueProcessor";

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        if (!registry.containsBeanDefinition(NAME)) {
            registry.registerBeanDefinition(
                    NAME,
                    BeanDefinitionBuilder.genericBeanDefinition(HiddenFields.class, HiddenFields::alone)
                            .getBeanDefinition());
        }
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {}

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return name.equals(NAME) && bean instanceof RequestDataValueProcessor other && !(bean instanceof HiddenFields)
                ? HiddenFields.beside(other)
                : bean;
    }
}
