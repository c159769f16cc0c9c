package dev.tallystick.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Router;
import dev.tallystick.servlet.TallystickFilter;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

class SetupTest {

    private final WebApplicationContextRunner application = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TallystickAutoConfiguration.class));

    @Test
    void anUnknownKeyStopsTheStartAndNamesTheOneThatWasMeant() {
        application.withPropertyValues("tallystick.moode=strict").run(context -> {
            assertThat(context).hasFailed();
            assertThat(analysis(new UnknownKeyFailureAnalyzer(), context.getStartupFailure())
                            .getDescription())
                    .contains("tallystick.moode: there is no such key; did you mean tallystick.mode?");
        });
    }

    @Test
    void aKeyThatNamesAMountAsCoreHasItIsToldHowSpringHasIt() {
        application.withPropertyValues("tallystick.mode./web=strict").run(context -> {
            assertThat(context).hasFailed();
            assertThat(analysis(new UnknownKeyFailureAnalyzer(), context.getStartupFailure())
                            .getDescription())
                    .contains("tallystick.per-mount[/web].mode");
        });
    }

    @Test
    void aValueWithoutUsableFormStopsTheStartWithItsKey() {
        application.withPropertyValues("tallystick.mode=lax").run(context -> {
            assertThat(context).hasFailed();
            assertThat(analysis(new ConfigurationFailureAnalyzer(), context.getStartupFailure())
                            .getDescription())
                    .contains("tallystick.mode")
                    .contains("lax");
        });
    }

    @Test
    void aMountThatNeedsTheJwtModuleSaysSoWhereItIsMissing() {
        application
                .withClassLoader(new FilteredClassLoader("dev.tallystick.jwt"))
                .withPropertyValues("tallystick.mounts=/api=jwt")
                .run(context -> {
                    assertThat(context).hasFailed();
                    assertThat(analysis(new ConfigurationFailureAnalyzer(), context.getStartupFailure())
                                    .getDescription())
                            .contains("tallystick-jwt");
                });
    }

    @Test
    void withoutTheJwtModuleAllElseWorks() {
        application
                .withClassLoader(new FilteredClassLoader("dev.tallystick.jwt"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(Router.class));
    }

    @Test
    void withoutSpringMvcAndSpringSecurityTheFilterIsThere() {
        application
                .withClassLoader(new FilteredClassLoader(
                        "org.springframework.web.servlet", "org.springframework.security", "dev.tallystick.jwt"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(TallystickFilter.class));
    }

    @Test
    void whatIsNoWebApplicationIsLeftAlone() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(TallystickAutoConfiguration.class))
                .withPropertyValues("tallystick.mode=lax")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Router.class));
    }

    private static FailureAnalysis analysis(FailureAnalyzer analyzer, Throwable failure) {
        FailureAnalysis analysis = analyzer.analyze(failure);
        assertThat(analysis).isNotNull();
        return analysis;
    }
}
