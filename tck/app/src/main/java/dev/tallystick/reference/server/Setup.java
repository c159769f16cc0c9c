package dev.tallystick.reference.server;

import dev.tallystick.Router;
import dev.tallystick.config.TallystickConfig;
import dev.tallystick.jwt.JwtClaimProtection;
import java.util.List;
import java.util.Properties;

/**
 * What an application is started with, the same on every server.
 *
 * @param properties the configuration as it was given, for a server whose adapter reads it by itself
 * @param router what protects each mount
 * @param mounts the prefixes of the mounts
 * @param serverReadsForwarded whether the configuration leaves forwarded headers to the server, which then must read them
 */
public record Setup(Properties properties, Router router, List<String> mounts, boolean serverReadsForwarded) {

    public Setup {
        mounts = List.copyOf(mounts);
    }

    /**
     * Reads the configuration.
     *
     * @throws IllegalArgumentException if a key is unknown or a value has no usable form
     */
    public static Setup of(Properties properties) {
        TallystickConfig config = TallystickConfig.from(properties);
        return new Setup(
                properties,
                config.router(JwtClaimProtection::from),
                List.copyOf(config.mounts().keySet()),
                properties.getProperty("tallystick.trusted-proxies", "").strip().equals("server"));
    }
}
