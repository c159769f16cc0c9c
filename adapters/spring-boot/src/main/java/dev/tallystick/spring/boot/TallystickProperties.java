package dev.tallystick.spring.boot;

import dev.tallystick.NamePreset;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What {@code tallystick.*} says in an application's configuration. It is handed on to core as it stands, which knows what
 * each value means and says what is wrong with it. A null stands for what nobody set.
 */
@ConfigurationProperties(prefix = TallystickProperties.PREFIX, ignoreUnknownFields = false)
record TallystickProperties(
        @Nullable List<String> mounts,
        @Nullable String otherwise,
        @Nullable String mode,
        @Nullable String reportMode,
        @Nullable String reportOnly,
        @Nullable List<String> baseUrl,
        @Nullable List<String> trustedOrigins,
        @Nullable List<String> trustedProxies,
        @Nullable List<String> keys,
        @Nullable String maxAge,
        @Nullable String secretStore,
        @Nullable String sessionBinding,
        @Nullable Cookie cookie,
        @Nullable String parameterName,
        @Nullable String headerName,
        @Nullable String spaCookie,
        @Nullable String names,
        @Nullable List<String> exempt,
        @Nullable List<String> requireActionToken,
        @Nullable List<String> eager,
        @Nullable String maxFormBytes,
        @Nullable String allowPathParameters,
        @Nullable List<String> scriptPath,
        @Nullable String tokenPath,
        @Nullable Jwt jwt,
        @DefaultValue Map<String, PerMount> perMount) {

    static final String PREFIX = "tallystick";

    /** {@code tallystick.cookie.*}. */
    record Cookie(
            @Nullable String name,
            @Nullable String secure,
            @Nullable String sameSite,
            @Nullable String domain,
            @Nullable String path) {}

    /** {@code tallystick.jwt.*}. */
    record Jwt(
            @Nullable String issuer,
            @Nullable String audience,
            @Nullable String jwks,
            @Nullable List<String> algorithms,
            @DefaultValue Map<String, String> claim) {}

    /** {@code tallystick.per-mount[/web].*}. */
    record PerMount(@Nullable String mode, @Nullable List<String> trustedOrigins) {}

    /** What the hidden field is called, if that can be told. */
    @Nullable
    String fieldName() {
        if (parameterName != null) {
            return parameterName;
        }
        for (NamePreset preset : NamePreset.values()) {
            if (preset.code().equals(names)) {
                return preset.parameterName();
            }
        }
        return "_csrf";
    }

    /** Whether forwarded headers are left to the server. */
    boolean serverReadsForwarded() {
        return List.of("server").equals(trustedProxies);
    }

    /** The same as core's own keys. */
    Properties toProperties() {
        Properties all = new Properties();
        put(all, "mounts", mounts);
        put(all, "otherwise", otherwise);
        put(all, "mode", mode);
        put(all, "report-mode", reportMode);
        put(all, "report-only", reportOnly);
        put(all, "base-url", baseUrl);
        put(all, "trusted-origins", trustedOrigins);
        put(all, "trusted-proxies", trustedProxies);
        put(all, "keys", keys);
        put(all, "max-age", maxAge);
        put(all, "secret-store", secretStore);
        put(all, "session-binding", sessionBinding);
        if (cookie != null) {
            put(all, "cookie.name", cookie.name);
            put(all, "cookie.secure", cookie.secure);
            put(all, "cookie.same-site", cookie.sameSite);
            put(all, "cookie.domain", cookie.domain);
            put(all, "cookie.path", cookie.path);
        }
        put(all, "parameter-name", parameterName);
        put(all, "header-name", headerName);
        put(all, "spa-cookie", spaCookie);
        put(all, "names", names);
        put(all, "exempt", exempt);
        put(all, "require-action-token", requireActionToken);
        put(all, "eager", eager);
        put(all, "max-form-bytes", maxFormBytes);
        put(all, "allow-path-parameters", allowPathParameters);
        put(all, "script-path", scriptPath);
        put(all, "token-path", tokenPath);
        if (jwt != null) {
            put(all, "jwt.issuer", jwt.issuer);
            put(all, "jwt.audience", jwt.audience);
            put(all, "jwt.jwks", jwt.jwks);
            put(all, "jwt.algorithms", jwt.algorithms);
            jwt.claim.forEach((name, value) -> put(all, "jwt.claim." + name, value));
        }
        perMount.forEach((mount, its) -> {
            put(all, "mode." + mount, its.mode);
            put(all, "trusted-origins." + mount, its.trustedOrigins);
        });
        return all;
    }

    private static void put(Properties all, String key, @Nullable List<String> values) {
        put(all, key, values == null ? null : String.join(",", values));
    }

    private static void put(Properties all, String key, @Nullable String value) {
        if (value != null) {
            all.setProperty(PREFIX + "." + key, value);
        }
    }
}
