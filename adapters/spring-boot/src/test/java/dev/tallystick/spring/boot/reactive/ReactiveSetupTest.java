package dev.tallystick.spring.boot.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.DecisionListener;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.servlet.TallystickFilter;
import dev.tallystick.spring.boot.TallystickAutoConfiguration;
import dev.tallystick.spring.webflux.TallystickWebFilter;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

class ReactiveSetupTest {

    private static final AutoConfigurations OURS =
            AutoConfigurations.of(TallystickAutoConfiguration.class, TallystickReactiveAutoConfiguration.class);

    private final ReactiveWebApplicationContextRunner application =
            new ReactiveWebApplicationContextRunner().withConfiguration(OURS);

    @Test
    void aWebFluxApplicationHasTheWebFilterAndNothingOfServlets() {
        application
                .withClassLoader(new FilteredClassLoader(
                        "jakarta.servlet",
                        "org.springframework.web.servlet",
                        "org.springframework.security",
                        "dev.tallystick.jwt"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(TallystickWebFilter.class)
                        .doesNotHaveBean(TallystickFilter.class));
    }

    @Test
    void aServletApplicationHasNothingOfWebFlux() {
        new WebApplicationContextRunner()
                .withConfiguration(OURS)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(TallystickFilter.class)
                        .doesNotHaveBean(TallystickWebFilter.class)
                        .doesNotHaveBean(TokenAttribute.class)
                        .doesNotHaveBean(HiddenFieldInstaller.class));
    }

    @Test
    void theApplicationsOwnBeansTakeThePlaceOfOurs() {
        TallystickWebFilter own =
                TallystickWebFilter.builder(Protection.denyAll()).build();
        Router router = Router.builder().otherwise(Protection.denyAll()).build();

        application
                .withBean(TallystickWebFilter.class, () -> own)
                .run(context ->
                        assertThat(context).getBean(TallystickWebFilter.class).isSameAs(own));
        application
                .withBean(Router.class, () -> router)
                .run(context -> assertThat(context).getBean(Router.class).isSameAs(router));
    }

    @Test
    void optionsWithoutAKeyAreCustomized() {
        AtomicInteger called = new AtomicInteger();
        application
                .withBean(TallystickWebFilterCustomizer.class, () -> filter -> {
                    called.incrementAndGet();
                    filter.maxUploadBytes(1);
                })
                .withBean(DecisionListener.class, () -> event -> {})
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(called).hasValue(1);
    }

    @Test
    void aValueWithoutUsableFormStopsTheStart() {
        application
                .withPropertyValues("tallystick.mode=lax")
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("tallystick.mode"));
    }
}
