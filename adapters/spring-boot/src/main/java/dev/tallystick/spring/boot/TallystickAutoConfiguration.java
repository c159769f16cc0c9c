package dev.tallystick.spring.boot;

import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.config.JwtSettings;
import dev.tallystick.config.TallystickConfig;
import dev.tallystick.jwt.JwtClaimProtection;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * What protects each mount, as {@code tallystick.*} says: a {@link TallystickConfig} and the {@link Router} it describes, each of
 * which gives way to one of the application's own. What puts the router in front of the application's views comes with it
 * where there are servlets, and from the package {@code reactive} where there is WebFlux.
 */
@SuppressWarnings("exports") // Annotations of a class that only Spring reads.
@AutoConfiguration
@ConditionalOnWebApplication
@EnableConfigurationProperties(TallystickProperties.class)
@Import({ServletGuard.class, MvcIntegration.class, NeighbourChecks.class, ReactiveNeighbourChecks.class})
public class TallystickAutoConfiguration {

    private static final String JWT = "dev.tallystick.jwt.JwtClaimProtection";

    /** Called by Spring. */
    public TallystickAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    TallystickConfig tallystickConfig(TallystickProperties properties) {
        return checked(() -> TallystickConfig.from(properties.toProperties()));
    }

    @Bean
    @ConditionalOnMissingBean
    Router tallystickRouter(TallystickConfig config, TallystickProperties properties, JwtDoor door) {
        boolean mountsWereSaid = properties.mounts() != null;
        return checked(() -> config.router(settings -> door.protection(settings, mountsWereSaid)));
    }

    private static <T> T checked(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new InvalidTallystickConfigurationException(e);
        }
    }

    /** Makes the protection of a mount that says {@code jwt}; empty if there is no module that could. */
    record JwtDoor(Function<JwtSettings, Protection> opening, boolean isThere) {

        private static final String MISSING =
                "tallystick.mounts: a mount is protected by jwt, but tallystick-jwt isn't on"
                        + " the class path: add the dependency dev.tallystick:tallystick-jwt, or mount csrf, deny or none there";

        Protection protection(JwtSettings settings, boolean mountsWereSaid) {
            if (isThere) {
                return opening.apply(settings);
            }
            if (mountsWereSaid) {
                throw new IllegalArgumentException(MISSING);
            }
            // Nobody asked for the door that is mounted by default, so it stays shut.
            return Protection.denyAll();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = JWT)
    static class WithJwt {
        @Bean
        JwtDoor tallystickJwtDoor() {
            return new JwtDoor(JwtClaimProtection::from, true);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingClass(JWT)
    static class WithoutJwt {
        @Bean
        JwtDoor tallystickJwtDoor() {
            return new JwtDoor(settings -> Protection.denyAll(), false);
        }
    }
}
