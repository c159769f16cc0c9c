package dev.tallystick.bank;

import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.bank.identity.TokenIssuer;
import dev.tallystick.config.JwtSettings;
import dev.tallystick.config.MountKind;
import dev.tallystick.config.TallystickConfig;
import dev.tallystick.jwt.JwtClaimProtection;
import dev.tallystick.token.KeyRing;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What guards the bank: its own {@code tallystick.*} keys, and those of {@code --config} over them. */
final class GuardSettings {

    private static final String MOUNTS = "tallystick.mounts";
    private static final String OTHERWISE = "tallystick.otherwise";
    private static final String IDENTITY = "/id";

    private GuardSettings() {}

    /**
     * @param scheme {@code http} or {@code https}
     * @param port where the bank listens: with the base URLs said, its origin doesn't hang on what a client calls Host
     */
    static TallystickConfig of(Properties given, String scheme, int port) {
        return TallystickConfig.from(keys(given, scheme, port));
    }

    /** The same with keys that are replaced while the bank is open. */
    static TallystickConfig of(Properties given, String scheme, int port, @Nullable Supplier<KeyRing> keys) {
        return keys == null ? of(given, scheme, port) : TallystickConfig.from(keys(given, scheme, port), keys);
    }

    private static Properties keys(Properties given, String scheme, int port) {
        Properties keys = new Properties();
        keys.setProperty(MOUNTS, "/web=csrf,/mobile=jwt,/open=none");
        // The start page, /watch and /assets are read only, and safe methods pass; what isn't safe needs a token there
        // too.
        keys.setProperty(OTHERWISE, MountKind.CSRF.code());
        keys.setProperty(
                "tallystick.base-url",
                Stream.of(BankSettings.HOST, "localhost", "127.0.0.1")
                        .map(host -> scheme + "://" + host + ':' + port)
                        .collect(Collectors.joining(",")));
        keys.setProperty("tallystick.keys", "start:" + randomKey());
        keys.setProperty("tallystick.script-path", "/assets/tallystick.js");
        keys.setProperty("tallystick.token-path", "/csrf-token");
        keys.setProperty("tallystick.jwt.issuer", TokenIssuer.ISSUER);
        keys.setProperty("tallystick.jwt.audience", TokenIssuer.AUDIENCE);
        keys.setProperty("tallystick.jwt.claim.mobile", "true");
        given.stringPropertyNames().forEach(key -> keys.setProperty(key, given.getProperty(key)));
        if (MountKind.DENY.code().equals(keys.getProperty(OTHERWISE).strip())) {
            throw new IllegalArgumentException(
                    OTHERWISE + ": 'deny' would close the bank's start page and /watch as well: write csrf, or none");
        }
        if (!keys.getProperty(MOUNTS).contains(IDENTITY + "=")) {
            // Out loud: nothing guards /id, where phones sign in. It takes its credentials from the body, reads no
            // cookie
            // and keeps nothing, so there is no login of a browser's that another site could use.
            keys.setProperty(MOUNTS, keys.getProperty(MOUNTS) + "," + IDENTITY + "=none");
        }
        return keys;
    }

    /** Tokens are bound to sessions, which live in memory: keys that outlive the process would be of no use. */
    private static String randomKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
    }

    static boolean isForViews(String mount) {
        return !mount.equals(IDENTITY);
    }

    static Router router(TallystickConfig config, TokenIssuer issuer, InstantSource clock) {
        return config.router(settings -> phones(settings, issuer, clock));
    }

    /** The bank's own tokens, unless the configuration says where to find another issuer's keys. */
    private static Protection phones(JwtSettings settings, TokenIssuer issuer, InstantSource clock) {
        if (settings.jwks() != null || settings.issuer() == null || settings.audience() == null) {
            return JwtClaimProtection.from(settings);
        }
        try {
            JwtClaimProtection.Builder builder = JwtClaimProtection.builder()
                    .issuer(settings.issuer())
                    .audience(settings.audience())
                    .jwks(issuer.publicKeys())
                    .clock(clock);
            if (!settings.algorithms().isEmpty()) {
                builder.algorithms(settings.algorithms().toArray(String[]::new));
            }
            settings.claims().forEach(builder::requireJson);
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("tallystick.jwt." + e.getMessage(), e);
        }
    }
}
