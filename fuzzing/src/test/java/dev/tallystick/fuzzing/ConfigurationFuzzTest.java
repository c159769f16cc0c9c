package dev.tallystick.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tallystick.Decision;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.config.MountKind;
import dev.tallystick.config.TallystickConfig;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/** The reader of the configuration: a properties file. */
class ConfigurationFuzzTest {

    private static final String PREFIX = "tallystick.";
    private static final Logger LOG = Logger.getLogger("dev.tallystick");

    static {
        // A warning for each made-up key ring would be all that is to be seen.
        LOG.setLevel(Level.OFF);
    }

    @MethodSource("dev.tallystick.fuzzing.KitSeeds#configurations")
    @FuzzTest
    void configuration(byte[] input) throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(Property.text(input)));
        } catch (IllegalArgumentException e) {
            return;
        }
        TallystickConfig config = config(properties);
        if (config == null) {
            return;
        }
        TallystickConfig again = TallystickConfig.from(properties);
        Property.same(again.mounts(), config.mounts(), () -> "the same file, the same mounts");
        Router router = router(config);
        if (router != null && !weakened(properties)) {
            config.mounts().forEach((mount, kind) -> forgedIsDenied(router, mount, kind));
        }
    }

    private static @Nullable TallystickConfig config(Properties properties) {
        try {
            return TallystickConfig.from(properties);
        } catch (IllegalArgumentException e) {
            explains(e, properties);
            return null;
        }
    }

    private static @Nullable Router router(TallystickConfig config) {
        try {
            return config.router(settings -> Protection.denyAll());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** A refusal begins with the key it is about, and tells no secret. */
    private static void explains(IllegalArgumentException refusal, Properties properties) {
        String message = String.valueOf(refusal.getMessage());
        Property.holds(message.startsWith(PREFIX), () -> "a refusal names the key: " + Property.shown(message));
        for (String entry : properties.getProperty(PREFIX + "keys", "").split(",")) {
            String key = entry.substring(entry.indexOf(':') + 1).strip();
            Property.holds(
                    key.length() < 40 || !message.contains(key) || message.startsWith(PREFIX + "keys") == false,
                    () -> "a refusal of keys shows none");
        }
    }

    private static boolean weakened(Properties properties) {
        for (Map.Entry<Object, Object> entry : properties.entrySet()) {
            String key = String.valueOf(entry.getKey());
            if (key.startsWith(PREFIX + "exempt")
                    || key.startsWith(PREFIX + "report-only")
                    || key.startsWith(PREFIX + "trusted-origins")
                    || key.startsWith(PREFIX + "base-url")) {
                return true;
            }
        }
        return false;
    }

    private static void forgedIsDenied(Router router, String mount, MountKind kind) {
        if (kind == MountKind.NONE || !mount.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            return;
        }
        SentRequest forged = SentRequest.of("POST", mount)
                .header("Host", "bank.example")
                .header("Origin", "https://evil.example")
                .header("Sec-Fetch-Site", "cross-site");
        Property.holds(
                router.check(forged) instanceof Decision decision && !decision.passes(),
                () -> "what is forged is denied at " + mount + " of kind " + kind + " "
                        + List.of(router.check(forged)));
    }
}
