package dev.tallystick.jwt;

import com.nimbusds.jose.jwk.JWKSet;
import dev.tallystick.Decision;
import dev.tallystick.Need;
import dev.tallystick.Outcome;
import dev.tallystick.Protection;
import dev.tallystick.Reason;
import dev.tallystick.Rule;
import dev.tallystick.config.JwtSettings;
import dev.tallystick.http.Bearer;
import dev.tallystick.http.RequestView;
import dev.tallystick.origin.Evidence;
import java.lang.System.Logger.Level;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The door for clients that are no browsers: every request needs a signed JWT in {@code Authorization: Bearer}, and in it
 * the claims configured. No browser sends that header by itself, so there is nothing to forge; for the same reason a token
 * anywhere else in the request doesn't count. Views see the token's subject as the user.
 *
 * <pre>{@code
 * Protection phones = JwtClaimProtection.builder()
 *         .issuer("https://id.bank.example").audience("bank")
 *         .jwks(URI.create("https://id.bank.example/jwks.json"))
 *         .require("mobile", true)
 *         .build();
 * }</pre>
 */
public final class JwtClaimProtection implements Protection {

    private static final System.Logger LOG = System.getLogger("dev.tallystick");
    private static final String KEY_PREFIX = "tallystick.jwt.";

    /** How far the issuer's clock may be from ours. */
    private static final BigDecimal SKEW =
            BigDecimal.valueOf(Duration.ofSeconds(60).toSeconds());

    /** The last second of the year 9999: a later date is one in milliseconds, or nonsense. */
    private static final BigDecimal LAST_DATE = BigDecimal.valueOf(253_402_300_799L);

    private static final Decision MISSING = denied(Reason.MISSING_JWT);
    private static final Decision MALFORMED = denied(Reason.MALFORMED_JWT);
    private static final Decision INVALID = denied(Reason.INVALID_JWT);
    private static final Decision EXPIRED = denied(Reason.EXPIRED_JWT);
    private static final Decision WITHOUT_CLAIM = denied(Reason.MISSING_CLAIM);

    private final String issuer;
    private final String audience;
    private final Map<String, SignatureAlgorithm> algorithms;
    private final Map<String, @Nullable Object> required;
    private final KeySource keys;
    private final InstantSource clock;

    private JwtClaimProtection(
            String issuer,
            String audience,
            Map<String, SignatureAlgorithm> algorithms,
            Map<String, @Nullable Object> required,
            KeySource keys,
            InstantSource clock) {
        this.issuer = issuer;
        this.audience = audience;
        this.algorithms = algorithms;
        this.required = required;
        this.keys = keys;
        this.clock = clock;
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * The protection that a configuration describes. Without a JWK Set it refuses every token.
     *
     * @throws IllegalArgumentException if a setting has no usable value; the message begins with its key
     */
    public static JwtClaimProtection from(JwtSettings settings) {
        try {
            Builder builder = builder();
            if (settings.issuer() != null) {
                builder.issuer(settings.issuer());
            }
            if (settings.audience() != null) {
                builder.audience(settings.audience());
            }
            if (!settings.algorithms().isEmpty()) {
                builder.algorithms(settings.algorithms().toArray(String[]::new));
            }
            new TreeMap<>(settings.claims()).forEach(builder::requireJson);
            String jwks = settings.jwks();
            if (jwks != null) {
                return builder.jwks(jwks).build();
            }
            JwtClaimProtection closed = builder.buildClosed();
            LOG.log(Level.WARNING, KEY_PREFIX + "jwks is not set: every JWT is refused");
            return closed;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(KEY_PREFIX + e.getMessage(), e);
        }
    }

    @Override
    public Outcome check(RequestView request) {
        Enumeration<String> lines = request.headers("Authorization");
        if (!lines.hasMoreElements()) {
            return MISSING;
        }
        String line = lines.nextElement();
        if (lines.hasMoreElements()) {
            return MALFORMED;
        }
        return Bearer.isBearer(line) ? check(Bearer.token(line)) : MISSING;
    }

    private Outcome check(String token) {
        CompactJws jws = CompactJws.of(token);
        if (jws == null) {
            return MALFORMED;
        }
        Json.Result parsed = Json.parse(jws.header());
        if (parsed.fault() == Json.Fault.DUPLICATE_NAME) {
            return INVALID;
        }
        Map<String, @Nullable Object> members = Json.object(parsed.value());
        if (members == null) {
            return MALFORMED;
        }
        TokenHeader header = TokenHeader.of(members, algorithms);
        if (header == null) {
            return INVALID;
        }
        Runnable work = keys.workFor(header.algorithm(), header.keyId());
        if (work != null) {
            return new Need.Work(work);
        }
        if (!keys.keys().verifies(header.algorithm(), header.keyId(), jws)) {
            return INVALID;
        }
        Map<String, @Nullable Object> claims =
                Json.object(Json.parse(jws.payload()).value());
        return claims == null ? INVALID : decide(claims);
    }

    /** Of a token that is the issuer's own word. */
    private Decision decide(Map<String, @Nullable Object> claims) {
        if (!(claims.get("sub") instanceof String subject)
                || subject.isEmpty()
                || !issuer.equals(claims.get("iss"))
                || !isMeantForUs(claims.get("aud"))
                || !isDate(claims.get("exp"))
                || claims.containsKey("nbf") && !isDate(claims.get("nbf"))
                || claims.containsKey("iat") && !isDate(claims.get("iat"))) {
            return INVALID;
        }
        if (!isNow(claims.get("exp"), claims.get("nbf"))) {
            return EXPIRED;
        }
        for (Map.Entry<String, @Nullable Object> claim : required.entrySet()) {
            if (!claims.containsKey(claim.getKey()) || !Json.equal(claim.getValue(), claims.get(claim.getKey()))) {
                return WITHOUT_CLAIM;
            }
        }
        return Decision.allow(Rule.JWT, new JwtPrincipal(subject, claims));
    }

    private boolean isMeantForUs(@Nullable Object aud) {
        if (!(aud instanceof List<?> audiences)) {
            return audience.equals(aud);
        }
        for (Object each : audiences) {
            if (!(each instanceof String)) {
                return false;
            }
        }
        return audiences.contains(audience);
    }

    private static boolean isDate(@Nullable Object value) {
        if (!(value instanceof Number)) {
            return false;
        }
        BigDecimal seconds = Json.number(value);
        return seconds.signum() >= 0 && seconds.compareTo(LAST_DATE) <= 0;
    }

    /** Before {@code exp} and not before {@code nbf}, give or take the skew. */
    private boolean isNow(@Nullable Object exp, @Nullable Object nbf) {
        BigDecimal now = BigDecimal.valueOf(clock.millis(), 3);
        return exp != null
                && now.compareTo(Json.number(exp).add(SKEW)) < 0
                && (nbf == null || now.compareTo(Json.number(nbf).subtract(SKEW)) >= 0);
    }

    private static Decision denied(Reason reason) {
        return Decision.deny(Rule.JWT, Evidence.NONE, reason);
    }

    /** Collects options; {@link #build()} checks them together. */
    public static final class Builder {

        private @Nullable String issuer;
        private @Nullable String audience;
        private List<String> algorithms = SignatureAlgorithm.DEFAULT;
        private final Map<String, @Nullable Object> claims = new LinkedHashMap<>();
        private @Nullable Function<InstantSource, KeySource> keys;
        private InstantSource clock = InstantSource.system();

        private Builder() {}

        /** Whom tokens must be issued by: exactly the claim {@code iss}. */
        public Builder issuer(String issuer) {
            this.issuer = issuer;
            return this;
        }

        /** Whom tokens must be meant for: exactly the claim {@code aud}, or one of its elements. */
        public Builder audience(String audience) {
            this.audience = audience;
            return this;
        }

        /**
         * The URL of the issuer's JWK Set: {@code https:}, {@code http:} on this machine alone, or {@code file:}, as with
         * {@link #jwks(Path)}. Nothing is fetched before the first token. Keys are fetched again after five minutes, and when
         * a token names one that isn't among them, at most every ten seconds; when that fails, they serve for an hour.
         */
        public Builder jwks(URI location) {
            if ("file".equalsIgnoreCase(location.getScheme())) {
                return keys(clock -> new FileKeys(path(location), clock));
            }
            return keys(clock -> new RemoteKeys(JwksEndpoint.of(location), clock));
        }

        /** The file of the issuer's JWK Set, read at once, and again within two seconds when it has changed. */
        public Builder jwks(Path file) {
            return keys(clock -> new FileKeys(file, clock));
        }

        /** The issuer's public keys. */
        public Builder jwks(JWKSet set) {
            return jwks(() -> set);
        }

        /**
         * The issuer's public keys from within the application, which may exchange them.
         *
         * @param present asked at {@link #build()} and for each token: doesn't block, and answers the same object for as long
         *     as the keys are the same
         */
        public Builder jwks(Supplier<JWKSet> present) {
            return keys(clock -> new SuppliedKeys(present));
        }

        /** A path or a URL. */
        private Builder jwks(String text) {
            if (!text.contains("://") && !text.startsWith("file:")) {
                // A text that is no path says so by an IllegalArgumentException.
                return keys(clock -> new FileKeys(Path.of(text), clock));
            }
            try {
                return jwks(new URI(text));
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException("jwks: this is no URL, " + e.getReason() + " at index "
                        + e.getIndex() + ": write https://id.bank.example/jwks.json, or a file's path");
            }
        }

        private static Path path(URI file) {
            try {
                return Path.of(file);
            } catch (IllegalArgumentException | FileSystemNotFoundException e) {
                throw new IllegalArgumentException("'" + file + "' names no file: write file:///path/to/jwks.json", e);
            }
        }

        private Builder keys(Function<InstantSource, KeySource> keys) {
            this.keys = keys;
            return this;
        }

        /** The signature algorithms that are accepted; RS256, PS256, ES256 and EdDSA by default. */
        public Builder algorithms(String... names) {
            this.algorithms = List.of(names);
            return this;
        }

        /** A claim that must be there and be this boolean: the string {@code "true"} isn't {@code true}. */
        public Builder require(String claim, boolean value) {
            return claim(claim, value);
        }

        /** A claim that must be there and be this number, however it is written. */
        public Builder require(String claim, long value) {
            return claim(claim, value);
        }

        /** A claim that must be there and be exactly this string. */
        public Builder require(String claim, String value) {
            return claim(claim, value);
        }

        /**
         * A claim that must be there and be this JSON value: numbers are compared by what they amount to, arrays in order,
         * objects by all their members in any order.
         *
         * @param json for instance {@code true}, {@code 2}, {@code "gold"} with its quotes, or {@code ["a","b"]}
         */
        public Builder requireJson(String claim, String json) {
            Json.Result parsed = Json.parse(json);
            if (parsed.fault() != null) {
                throw new IllegalArgumentException("claim." + claim + ": '" + json
                        + "' is no JSON value: write true, 2, or a string with its quotes, \"gold\"");
            }
            return claim(claim, parsed.value());
        }

        private Builder claim(String name, @Nullable Object value) {
            if (claims.containsKey(name)) {
                throw new IllegalArgumentException("claim." + name + ": is required twice, a claim has one value");
            }
            claims.put(name, value);
            return this;
        }

        /** For tests: the time that tokens and keys are judged by. */
        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /**
         * @throws IllegalArgumentException if an option has no usable value; the message says what was given and what to
         *     write instead
         */
        public JwtClaimProtection build() {
            Map<String, SignatureAlgorithm> accepted = acceptedAlgorithms();
            if (issuer == null || issuer.isBlank()) {
                throw new IllegalArgumentException("issuer: is missing; write whom tokens must be issued by, exactly as"
                        + " their claim iss says it, for instance https://id.bank.example");
            }
            if (audience == null || audience.isBlank()) {
                throw new IllegalArgumentException(
                        "audience: is missing; write what this application is called in the claim aud of its tokens");
            }
            Function<InstantSource, KeySource> opening = keys;
            if (opening == null) {
                throw new IllegalArgumentException("jwks: is missing; write where the issuer's public keys are, for"
                        + " instance https://id.bank.example/jwks.json");
            }
            KeySource source = explained("jwks", () -> opening.apply(clock));
            return new JwtClaimProtection(issuer, audience, accepted, claims(), source, clock);
        }

        /** Without keys, for a configuration that names none. */
        private JwtClaimProtection buildClosed() {
            return new JwtClaimProtection("", "", acceptedAlgorithms(), claims(), KeySource.NONE, clock);
        }

        private Map<String, @Nullable Object> claims() {
            return Collections.unmodifiableMap(new LinkedHashMap<>(claims));
        }

        private Map<String, SignatureAlgorithm> acceptedAlgorithms() {
            if (algorithms.isEmpty()) {
                throw new IllegalArgumentException(
                        "algorithms: none is given; write some of " + SignatureAlgorithm.DEFAULT + ", or leave it out");
            }
            Map<String, SignatureAlgorithm> accepted = new HashMap<>();
            for (String name : algorithms) {
                accepted.put(name, explained("algorithms", () -> SignatureAlgorithm.of(name)));
            }
            return Map.copyOf(accepted);
        }

        private static <T> T explained(String option, Supplier<T> made) {
            try {
                return made.get();
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
            }
        }
    }
}
