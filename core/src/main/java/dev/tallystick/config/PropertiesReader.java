package dev.tallystick.config;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Mode;
import dev.tallystick.NamePreset;
import dev.tallystick.origin.TrustedProxies;
import dev.tallystick.token.CookieSettings;
import dev.tallystick.token.KeyRing;
import dev.tallystick.token.SessionBinding;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads {@code tallystick.*} keys. Each message begins with the key it is about. */
final class PropertiesReader {

    private static final String PREFIX = "tallystick.";
    private static final String MODE_OF = "mode./";
    private static final String TRUSTED_ORIGINS_OF = "trusted-origins./";
    private static final String CLAIM = "jwt.claim.";

    private static final List<String> KEYS = List.of(
            "mounts",
            "otherwise",
            "mode",
            "report-mode",
            "base-url",
            "trusted-origins",
            "trusted-proxies",
            "secret-store",
            "session-binding",
            "keys",
            "max-age",
            "cookie.name",
            "cookie.secure",
            "cookie.same-site",
            "cookie.domain",
            "cookie.path",
            "parameter-name",
            "header-name",
            "spa-cookie",
            "names",
            "exempt",
            "require-action-token",
            "eager",
            "max-form-bytes",
            "report-only",
            "allow-path-parameters",
            "script-path",
            "token-path",
            "jwt.issuer",
            "jwt.audience",
            "jwt.jwks",
            "jwt.algorithms");

    private final Map<String, String> values = new TreeMap<>();
    private final TallystickConfig.Builder config = TallystickConfig.builder();

    PropertiesReader(Properties properties) {
        properties.forEach((key, value) -> {
            if (key instanceof String name && name.startsWith(PREFIX) && !(value instanceof String)) {
                throw new IllegalArgumentException(name + ": " + value + " is no text: write it as a String");
            }
        });
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith(PREFIX)) {
                String name = key.substring(PREFIX.length());
                if (!isKnown(name)) {
                    throw new IllegalArgumentException(key + ": there is no such key; did you mean " + PREFIX
                            + nearest(name) + "? All keys are in docs/configuration.md");
                }
                values.put(name, properties.getProperty(key).strip());
            }
        }
    }

    TallystickConfig.Builder read() {
        mounts();
        each(
                "otherwise",
                value -> config.otherwise(
                        MountKind.of(PREFIX + "otherwise", value, MountKind.CSRF, MountKind.DENY, MountKind.NONE)));
        each("mode", value -> config.mode(Mode.of(value)));
        each("trusted-origins", value -> config.trustedOrigins(list(value)));
        ofMounts(MODE_OF, (mount, value) -> config.mode(mount, Mode.of(value)));
        ofMounts(TRUSTED_ORIGINS_OF, (mount, value) -> config.trustedOrigins(mount, list(value)));
        each("keys", value -> config.keys(KeyRing.parse(value)));
        each("allow-path-parameters", value -> config.allowPathParameters(bool(value)));
        each("script-path", value -> list(value).forEach(config::scriptPath));
        each("token-path", config::tokenPath);
        jwt();
        // The preset first: a name of its own overrides it.
        option("names", (csrf, value) -> csrf.names(NamePreset.of(value)));
        option("parameter-name", CsrfProtection.Builder::parameterName);
        option("header-name", CsrfProtection.Builder::headerName);
        option("spa-cookie", CsrfProtection.Builder::spaCookie);
        option("report-mode", (csrf, value) -> csrf.reportMode(Mode.of(value)));
        option("report-only", (csrf, value) -> csrf.reportOnly(bool(value)));
        option("base-url", (csrf, value) -> list(value).forEach(csrf::baseUrl));
        option(
                "trusted-proxies",
                (csrf, value) -> csrf.trustedProxies(
                        value.equals("server") ? TrustedProxies.server() : TrustedProxies.of(list(value))));
        option("secret-store", (csrf, value) -> {
            switch (value) {
                case "cookie" -> {}
                case "session" -> csrf.secretInSession();
                default -> throw new IllegalArgumentException("'" + value + "' is unknown: write cookie or session");
            }
        });
        option("session-binding", (csrf, value) -> csrf.sessionBinding(binding(value)));
        option("max-age", (csrf, value) -> csrf.maxAge(duration(value)));
        option("max-form-bytes", (csrf, value) -> csrf.maxFormBytes(bytes(value)));
        option("exempt", (csrf, value) -> list(value).forEach(csrf::insecureExempt));
        option("require-action-token", (csrf, value) -> list(value).forEach(csrf::requireActionToken));
        option("eager", (csrf, value) -> list(value).forEach(csrf::eager));
        cookie();
        return config;
    }

    private void mounts() {
        each("mounts", value -> {
            List<String> entries = list(value);
            if (entries.isEmpty()) {
                throw new IllegalArgumentException(
                        "'' mounts nothing: write /path=csrf, several separated by commas, or leave the key out");
            }
            for (String entry : entries) {
                int equals = entry.lastIndexOf('=');
                if (equals < 0) {
                    throw new IllegalArgumentException(
                            "'" + entry + "' has no protection: write /path=csrf, several separated by commas");
                }
                MountKind kind = MountKind.of(entry, entry.substring(equals + 1).strip(), MountKind.values());
                config.mount(entry.substring(0, equals).strip(), kind);
            }
        });
    }

    private void cookie() {
        CookieSettings.Builder cookie = CookieSettings.builder();
        each("cookie.name", cookie::name);
        each("cookie.secure", value -> cookie.secure(bool(value)));
        each("cookie.same-site", value -> cookie.sameSite(sameSite(value)));
        each("cookie.domain", cookie::domain);
        each("cookie.path", cookie::path);
        CookieSettings settings = explained("cookie.*", cookie::build);
        config.csrf(csrf -> csrf.cookie(settings));
    }

    private void jwt() {
        Map<String, String> claims = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(CLAIM)) {
                claims.put(name.substring(CLAIM.length()), value);
            }
        });
        String algorithms = values.get("jwt.algorithms");
        config.jwt(new JwtSettings(
                values.get("jwt.issuer"),
                values.get("jwt.audience"),
                values.get("jwt.jwks"),
                algorithms == null ? List.of() : explained("jwt.algorithms", () -> list(algorithms)),
                claims));
    }

    private void each(String name, Consumer<String> use) {
        String value = values.get(name);
        if (value != null) {
            explained(name, () -> {
                use.accept(value);
                return value;
            });
        }
    }

    private interface CsrfOption {
        void set(CsrfProtection.Builder csrf, String value);
    }

    private void option(String name, CsrfOption option) {
        String value = values.get(name);
        if (value != null) {
            config.csrf(csrf -> explained(name, () -> {
                option.set(csrf, value);
                return value;
            }));
        }
    }

    private interface MountOption {
        void set(String mount, String value);
    }

    private void ofMounts(String prefix, MountOption option) {
        values.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                explained(name, () -> {
                    option.set(name.substring(prefix.length() - 1), value);
                    return value;
                });
            }
        });
    }

    /** What a builder says of an option begins with the option's name; here it gets the prefix of the keys. */
    static <T> T explained(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw message.startsWith(PREFIX) ? e : new IllegalArgumentException(PREFIX + message, e);
        }
    }

    private static <T> T explained(String name, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PREFIX + name + ": " + e.getMessage(), e);
        }
    }

    private static List<String> list(String value) {
        List<String> entries = new ArrayList<>();
        int start = 0;
        while (start <= value.length()) {
            int end = value.indexOf(',', start);
            if (end < 0) {
                end = value.length();
            }
            String entry = value.substring(start, end).strip();
            if (entry.isEmpty() && !value.isEmpty()) {
                throw new IllegalArgumentException("'" + value + "' holds an empty entry: separate by single commas");
            }
            if (!entry.isEmpty()) {
                entries.add(entry);
            }
            start = end + 1;
        }
        return entries;
    }

    private static boolean bool(String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + value + "' is neither true nor false");
        };
    }

    private static Duration duration(String value) {
        try {
            return Duration.parse(value);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'" + value + "' is no ISO-8601 duration: write PT12H or P1D", e);
        }
    }

    private static long bytes(String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + value + "' is no number of bytes: write 1048576", e);
        }
    }

    private static CookieSettings.SameSite sameSite(String value) {
        for (CookieSettings.SameSite sameSite : CookieSettings.SameSite.values()) {
            if (sameSite.toString().equalsIgnoreCase(value)) {
                return sameSite;
            }
        }
        throw new IllegalArgumentException("'" + value + "' is unknown: write Lax, Strict or None");
    }

    private static SessionBinding binding(String value) {
        if (value.startsWith("cookie:")) {
            return SessionBinding.cookie(value.substring("cookie:".length()));
        }
        return switch (value) {
            case "session" -> SessionBinding.session();
            case "none" -> SessionBinding.none();
            default ->
                throw new IllegalArgumentException("'" + value + "' is unknown: write session, cookie:NAME or none");
        };
    }

    private static boolean isKnown(String name) {
        return KEYS.contains(name)
                || name.startsWith(MODE_OF)
                || name.startsWith(TRUSTED_ORIGINS_OF)
                || name.startsWith(CLAIM) && name.length() > CLAIM.length();
    }

    /** The key that takes the fewest changes to reach. */
    private static String nearest(String name) {
        String nearest = KEYS.get(0);
        int least = Integer.MAX_VALUE;
        for (String key : KEYS) {
            int distance = distance(name, key);
            if (distance < least) {
                least = distance;
                nearest = key;
            }
        }
        return nearest;
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int above = row[j];
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? diagonal : diagonal + 1;
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
