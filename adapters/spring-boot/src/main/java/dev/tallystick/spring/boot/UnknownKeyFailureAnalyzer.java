package dev.tallystick.spring.boot;

import dev.tallystick.config.TallystickConfig;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says of a key below {@code tallystick.} that nobody knows which one was meant. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownKeyFailureAnalyzer extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {

    private static final String PREFIX = TallystickProperties.PREFIX + ".";

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable root, UnboundConfigurationPropertiesException cause) {
        StringBuilder description = new StringBuilder("Tallystick can't use its configuration:");
        for (ConfigurationProperty property : cause.getUnboundProperties()) {
            String name = property.getName().toString();
            if (!name.startsWith(PREFIX)) {
                // Another owner's.
                return null;
            }
            description.append("\n\n    ").append(said(name));
            if (property.getOrigin() != null) {
                description.append("\n    (").append(property.getOrigin()).append(')');
            }
        }
        return new FailureAnalysis(
                description.toString(), "Correct or remove the key. All keys are in docs/configuration.md.", root);
    }

    private static String said(String name) {
        if (name.startsWith(PREFIX + "mode.") || name.startsWith(PREFIX + "trusted-origins.")) {
            String option = name.substring(PREFIX.length(), name.indexOf('.', PREFIX.length()));
            return name + ": in Spring, what holds for one mount is written " + PREFIX + "per-mount[/web]." + option;
        }
        Properties asked = new Properties();
        asked.setProperty(name, "");
        try {
            TallystickConfig.from(asked);
            return name + ": there is no such key";
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
