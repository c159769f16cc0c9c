package dev.tallystick.config;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Mode;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.origin.TrustedOrigins;
import dev.tallystick.token.KeyRing;
import dev.tallystick.token.RandomSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A whole configuration: what is mounted where, and the options of each protection. Immutable.
 *
 * <p>Read from properties with {@link #from}, or collected in code with {@link #builder()}; both check the same things and
 * fail at start, saying what was given and what to write instead.
 */
public final class TallystickConfig {

    private final Map<String, MountKind> mounts;
    private final MountKind otherwise;
    private final Map<String, Mode> modes;
    private final Map<String, List<String>> trustedOrigins;
    private final boolean allowPathParameters;
    private final JwtSettings jwt;
    private final List<String> scriptPaths;
    private final @Nullable String tokenPath;
    private final Map<String, CsrfProtection> csrf;

    private TallystickConfig(Builder builder) {
        this.mounts = new LinkedHashMap<>(builder.mounts);
        this.otherwise = builder.otherwise;
        this.modes = Map.copyOf(builder.modes);
        this.trustedOrigins = Map.copyOf(builder.trustedOriginsOf);
        this.allowPathParameters = builder.allowPathParameters;
        this.jwt = builder.jwt;
        this.scriptPaths = List.copyOf(builder.scriptPaths);
        this.tokenPath = builder.tokenPath;
        this.csrf = protections(builder);
    }

    /**
     * Reads the keys that begin with {@code tallystick.}; others are left to their owners.
     *
     * @throws IllegalArgumentException if a key is unknown or a value has no usable form
     */
    public static TallystickConfig from(Properties properties) {
        return PropertiesReader.explained(
                () -> new PropertiesReader(properties).read().build());
    }

    /**
     * The same with keys from elsewhere, whatever the properties say of keys.
     *
     * @param keys asked for each token, so that they can be replaced while the application runs
     * @throws IllegalArgumentException if a key is unknown or a value has no usable form
     */
    public static TallystickConfig from(Properties properties, Supplier<KeyRing> keys) {
        return PropertiesReader.explained(
                () -> new PropertiesReader(properties).read().keys(keys).build());
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * The router that the configuration describes.
     *
     * @param jwt makes the protection of mounts that need a JWT; called only where there is such a mount
     */
    public Router router(Function<JwtSettings, Protection> jwt) {
        Supplier<Protection> door = once(() -> jwt.apply(this.jwt));
        Router.Builder router =
                Router.builder().allowPathParameters(allowPathParameters).tokensOfUnprotected(csrf(""));
        mounts.forEach((prefix, kind) -> router.mount(prefix, protection(kind, prefix, door)));
        scriptPaths.forEach(router::scriptPath);
        if (tokenPath != null) {
            router.tokenPath(tokenPath);
        }
        return router.otherwise(protection(otherwise, "", door)).build();
    }

    /** The mounts with what protects them, in the order configured. */
    public Map<String, MountKind> mounts() {
        return Collections.unmodifiableMap(mounts);
    }

    public JwtSettings jwt() {
        return jwt;
    }

    private Protection protection(MountKind kind, String prefix, Supplier<Protection> door) {
        return switch (kind) {
            case CSRF -> csrf(prefix);
            case JWT -> door.get();
            case BEARER_OR_CSRF -> Protection.bearerOr(door.get(), csrf(prefix));
            case DENY -> Protection.denyAll();
            case NONE -> Protection.none();
        };
    }

    private CsrfProtection csrf(String prefix) {
        CsrfProtection own = csrf.get(prefix);
        return own == null ? Objects.requireNonNull(csrf.get("")) : own;
    }

    /** One protection for all, and one of its own for each mount that has options of its own. */
    private Map<String, CsrfProtection> protections(Builder builder) {
        Supplier<KeyRing> keys = builder.keys;
        if (keys == null) {
            KeyRing random = KeyRing.random(RandomSource.system());
            keys = () -> random;
        }
        Map<String, CsrfProtection> made = new LinkedHashMap<>();
        made.put("", csrfBuilder(builder, keys, "").build());
        for (String prefix : mounts.keySet()) {
            if (modes.containsKey(prefix) || trustedOrigins.containsKey(prefix)) {
                made.put(prefix, csrfBuilder(builder, keys, prefix).build());
            }
        }
        return made;
    }

    private CsrfProtection.Builder csrfBuilder(Builder builder, Supplier<KeyRing> keys, String prefix) {
        CsrfProtection.Builder csrf = CsrfProtection.builder(keys);
        builder.options.forEach(option -> option.accept(csrf));
        csrf.mode(modes.getOrDefault(prefix, builder.mode));
        trustedOrigins.getOrDefault(prefix, builder.trustedOrigins).forEach(csrf::trustedOrigin);
        return csrf;
    }

    private static Supplier<Protection> once(Supplier<Protection> made) {
        return new Supplier<>() {
            private @Nullable Protection protection;

            @Override
            public Protection get() {
                if (protection == null) {
                    protection = made.get();
                }
                return protection;
            }
        };
    }

    /** Collects options; {@link #build()} checks them together. */
    public static final class Builder {

        private final Map<String, MountKind> mounts = new LinkedHashMap<>();
        private MountKind otherwise = MountKind.DENY;
        private Mode mode = Mode.STRICT;
        private final Map<String, Mode> modes = new LinkedHashMap<>();
        private List<String> trustedOrigins = List.of();
        private final Map<String, List<String>> trustedOriginsOf = new LinkedHashMap<>();
        private final List<Consumer<CsrfProtection.Builder>> options = new ArrayList<>();
        private @Nullable Supplier<KeyRing> keys;
        private boolean allowPathParameters;
        private final List<String> scriptPaths = new ArrayList<>();
        private @Nullable String tokenPath;
        private JwtSettings jwt = new JwtSettings(null, null, null, List.of(), Map.of());

        private Builder() {}

        /** Protects a prefix; without any, {@code /web}, {@code /mobile} and {@code /open} are mounted as DESIGN has them. */
        public Builder mount(String prefix, MountKind kind) {
            if (mounts.putIfAbsent(prefix, kind) != null) {
                throw new IllegalArgumentException(
                        "mount '" + prefix + "' stands twice: one prefix has one protection");
            }
            return this;
        }

        /** What protects every other path: {@code csrf}, {@code deny} (the default) or {@code none}. */
        public Builder otherwise(MountKind kind) {
            if (kind == MountKind.JWT || kind == MountKind.BEARER_OR_CSRF) {
                throw new IllegalArgumentException("otherwise '" + kind.code() + "': mount it at a prefix instead");
            }
            this.otherwise = kind;
            return this;
        }

        /** The mode of all mounts that have none of their own. */
        public Builder mode(Mode mode) {
            this.mode = mode;
            return this;
        }

        /** The mode of one mount. */
        public Builder mode(String mount, Mode mode) {
            modes.put(mount, mode);
            return this;
        }

        /** The trusted origins of all mounts that have none of their own. */
        public Builder trustedOrigins(List<String> origins) {
            this.trustedOrigins = List.copyOf(origins);
            return this;
        }

        /** The trusted origins of one mount, instead of those of all. */
        public Builder trustedOrigins(String mount, List<String> origins) {
            trustedOriginsOf.put(mount, List.copyOf(origins));
            return this;
        }

        /** The key ring; without it a random key is made, with a warning. */
        public Builder keys(KeyRing keys) {
            return keys(() -> keys);
        }

        /** A key ring that can be replaced while the application runs: it is asked for each token. */
        public Builder keys(Supplier<KeyRing> keys) {
            this.keys = keys;
            return this;
        }

        /** Any other option of the CSRF protections, the same for all mounts. */
        public Builder csrf(Consumer<CsrfProtection.Builder> option) {
            options.add(option);
            return this;
        }

        /** Takes path parameters off instead of refusing the path. */
        public Builder allowPathParameters(boolean allow) {
            this.allowPathParameters = allow;
            return this;
        }

        /** Where the script for pages is served; see {@link Router.Builder#scriptPath}. */
        public Builder scriptPath(String path) {
            scriptPaths.add(path);
            return this;
        }

        /** Where this site's scripts get a fresh token; see {@link Router.Builder#tokenPath}. */
        public Builder tokenPath(String path) {
            this.tokenPath = path;
            return this;
        }

        /** How JWTs are checked. */
        public Builder jwt(JwtSettings jwt) {
            this.jwt = jwt;
            return this;
        }

        /**
         * @throws IllegalArgumentException if an option has no usable value, or names a mount that isn't there
         */
        public TallystickConfig build() {
            if (mounts.isEmpty()) {
                mount("/web", MountKind.CSRF);
                mount("/mobile", MountKind.JWT);
                mount("/open", MountKind.NONE);
            }
            Router.Builder router = Router.builder();
            for (String prefix : mounts.keySet()) {
                try {
                    router.mount(prefix, Protection.denyAll());
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("mounts: " + e.getMessage(), e);
                }
            }
            scriptPaths.forEach(router::scriptPath);
            if (tokenPath != null) {
                router.tokenPath(tokenPath);
            }
            modes.keySet().forEach(mount -> checkOwn("mode.", mount));
            trustedOriginsOf.forEach((mount, origins) -> {
                checkOwn("trusted-origins.", mount);
                checkOrigins("trusted-origins." + mount, origins);
            });
            return new TallystickConfig(this);
        }

        private void checkOwn(String option, String mount) {
            MountKind kind = mounts.get(mount);
            if (kind != MountKind.CSRF && kind != MountKind.BEARER_OR_CSRF) {
                throw new IllegalArgumentException(option + mount + ": '" + mount + "' is no mount of kind csrf or"
                        + " bearer-or-csrf; those are mounted: " + mounts.keySet());
            }
        }

        private static void checkOrigins(String option, List<String> origins) {
            try {
                TrustedOrigins.of(origins);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
            }
        }
    }
}
