package dev.tallystick.spring.boot;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in two sentences why an application doesn't start whose {@code tallystick.*} can't be used. */
final class ConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<InvalidTallystickConfigurationException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, InvalidTallystickConfigurationException cause) {
        return new FailureAnalysis(
                "Tallystick can't use its configuration: " + cause.getMessage(),
                "Correct this key in the application's configuration; docs/configuration.md has all of them.",
                root);
    }
}
