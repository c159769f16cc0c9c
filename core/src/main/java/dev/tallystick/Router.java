package dev.tallystick;

import dev.tallystick.http.RequestPath;
import dev.tallystick.http.RequestView;
import dev.tallystick.origin.Evidence;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives each part of an application its protection: by path prefix, whole segments, case-sensitive, the longest wins. A path
 * that two parsers could read differently is denied before any mount is chosen. Immutable.
 *
 * <p>Prefixes are relative to the application's root and compared with the path percent-decoded once.
 */
public final class Router implements Protection {

    private static final Decision AMBIGUOUS = Decision.deny(Rule.PATH, Evidence.NONE, Reason.AMBIGUOUS_PATH);

    private final PathTable<Mount> mounts;
    private final Mount otherwise;
    private final boolean allowPathParameters;
    private final @Nullable CsrfProtection firstCsrf;
    private final boolean needsSession;
    private final Map<String, Mount> served;

    private Router(Builder builder, Protection otherwise) {
        CsrfProtection first = firstCsrf(builder, otherwise);
        Map<String, Mount> entries = new LinkedHashMap<>();
        builder.mounts.forEach((prefix, protection) -> entries.put(prefix, new Mount(prefix, protection, null, first)));
        this.mounts = new PathTable<>(entries);
        this.otherwise = new Mount("", otherwise, null, first);
        this.allowPathParameters = builder.allowPathParameters;
        this.firstCsrf = first;
        Map<String, Served> answered = served(builder, otherwise);
        this.served = places(answered);
        this.needsSession = otherwise.needsSession()
                || builder.mounts.values().stream().anyMatch(Protection::needsSession)
                || answered.values().stream().anyMatch(Router::needsSession);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A router with one protection for every path: nothing but the path rules is added. */
    static Router of(Protection protection) {
        return protection instanceof Router router
                ? router
                : builder().otherwise(protection).build();
    }

    @Override
    public Outcome check(RequestView request) {
        return check(request, mount(request));
    }

    static Outcome check(RequestView request, @Nullable Mount mount) {
        return mount == null ? AMBIGUOUS : mount.check(request);
    }

    @Override
    public boolean needsSession() {
        return needsSession;
    }

    /** Where a request stands; null if its path is ambiguous. */
    @Nullable
    Mount mount(RequestView request) {
        if (!served.isEmpty()) {
            String method = request.method();
            Mount own = method.equals("GET") || method.equals("HEAD") ? served.get(request.path()) : null;
            if (own != null) {
                return own;
            }
        }
        String path = RequestPath.decode(request.path(), allowPathParameters);
        return path == null || !request.dispatchesTo(path) ? null : covering(path);
    }

    private Mount covering(String path) {
        Mount mount = mounts.longest(path);
        return mount == null ? otherwise : mount;
    }

    /** The prefix of the mount that covers the request; empty if none does, null if its path is ambiguous. */
    public @Nullable String mountOf(RequestView request) {
        Mount mount = mount(request);
        return mount == null ? null : mount.prefix();
    }

    @Nullable
    CsrfProtection csrf(RequestView request, Decision decision) {
        Mount mount = mount(request);
        return mount == null ? null : mount.csrf(request, decision);
    }

    @Nullable
    Served served(RequestView request) {
        Mount mount = mount(request);
        return mount == null ? null : mount.served(request);
    }

    private static boolean needsSession(Served served) {
        CsrfProtection csrf = served.csrf();
        return csrf != null && csrf.needsSession();
    }

    private Map<String, Served> served(Builder builder, Protection otherwise) {
        Map<String, Served> made = new LinkedHashMap<>(builder.scripts);
        String path = builder.tokenPath;
        if (path != null) {
            CsrfProtection own =
                    csrfIn(builder.mounts.getOrDefault(covering(path).prefix(), otherwise));
            CsrfProtection csrf = own == null ? firstCsrf : own;
            if (csrf == null) {
                throw new IllegalArgumentException(
                        "token-path '" + path + "' has no tokens to hand out: mount a CsrfProtection, or leave it out");
            }
            made.put(path, new TokenEndpoint(csrf));
        }
        return made;
    }

    private Map<String, Mount> places(Map<String, Served> answered) {
        Map<String, Mount> places = new LinkedHashMap<>();
        answered.forEach((path, served) ->
                places.put(path, new Mount(covering(path).prefix(), Protection.denyAll(), served, firstCsrf)));
        return Map.copyOf(places);
    }

    private static @Nullable CsrfProtection firstCsrf(Builder builder, Protection otherwise) {
        for (Protection protection : builder.mounts.values()) {
            CsrfProtection csrf = csrfIn(protection);
            if (csrf != null) {
                return csrf;
            }
        }
        CsrfProtection csrf = csrfIn(otherwise);
        return csrf == null ? builder.unmounted : csrf;
    }

    private static @Nullable CsrfProtection csrfIn(Protection protection) {
        return protection instanceof Router router ? router.firstCsrf : protection.csrf(CsrfProtection.SAFE);
    }

    /** Collects mounts; what covers the rest must be said before {@link Complete#build()}. */
    public static final class Builder {

        private final Map<String, Protection> mounts = new LinkedHashMap<>();
        private boolean allowPathParameters;
        private final Map<String, Served> scripts = new LinkedHashMap<>();
        private @Nullable CsrfProtection unmounted;
        private @Nullable String tokenPath;

        private Builder() {}

        /**
         * Protects a prefix and all below it: {@code /web} covers {@code /web} and {@code /web/x}, not {@code /webhook}.
         *
         * @throws IllegalArgumentException if the prefix can't match a path or is mounted already
         */
        public Builder mount(String prefix, Protection protection) {
            if (!isPrefix(prefix)) {
                throw new IllegalArgumentException(
                        "mount '" + prefix + "' must begin with / and be a plain path without"
                                + " trailing slash, wildcard, encoding or query, for instance /web");
            }
            if (mounts.putIfAbsent(prefix, protection) != null) {
                throw new IllegalArgumentException(
                        "mount '" + prefix + "' stands twice: one prefix has one protection; see Protection.bearerOr");
            }
            return this;
        }

        /**
         * Takes path parameters ({@code ;jsessionid=…}) off each segment instead of refusing the path. Only where the server
         * takes them off too, before it chooses the view.
         */
        public Builder allowPathParameters(boolean allow) {
            this.allowPathParameters = allow;
            return this;
        }

        /**
         * Whose tokens the views of an unprotected mount render where no CSRF protection is mounted; else the first mounted
         * gives them.
         */
        public Builder tokensOfUnprotected(CsrfProtection csrf) {
            this.unmounted = csrf;
            return this;
        }

        /**
         * Serves the script for pages at this very path, to everybody, whatever is mounted there: the classic script if it ends
         * in {@code .js}, the ES module if it ends in {@code .mjs}. May be called for both.
         *
         * @throws IllegalArgumentException if it is no plain path with such an end
         */
        public Builder scriptPath(String path) {
            scripts.put(path, new ServedScript(path));
            return this;
        }

        /**
         * Answers this very path with a fresh token for the scripts of this site's own pages, whatever is mounted there: JSON
         * with {@code token}, {@code parameterName} and {@code headerName}, of the CSRF protection that covers the path, else of
         * the first mounted.
         *
         * @throws IllegalArgumentException if it is no plain path
         */
        public Builder tokenPath(String path) {
            this.tokenPath = Served.plainPath("token-path", path, "/csrf-token");
            return this;
        }

        /** What protects every path that no mount covers; {@link Protection#denyAll()} unless there is a reason. */
        public Complete otherwise(Protection protection) {
            return new Complete(this, protection);
        }

        private static boolean isPrefix(String prefix) {
            return prefix.length() > 1
                    && prefix.indexOf('*') < 0
                    && prefix.indexOf('%') < 0
                    && !prefix.endsWith("/")
                    && isPlainPath(prefix);
        }

        // A prefix is written decoded, so letters of any script are fine in it.
        private static boolean isPlainPath(String prefix) {
            StringBuilder ascii = new StringBuilder(prefix.length());
            for (int i = 0; i < prefix.length(); i++) {
                char c = prefix.charAt(i);
                ascii.append(c == ' ' || c > 0x9f ? 'x' : c);
            }
            return RequestPath.decode(ascii.toString(), false) != null;
        }
    }

    /** A router that only needs to be built. */
    public static final class Complete {

        private final Builder builder;
        private final Protection otherwise;

        private Complete(Builder builder, Protection otherwise) {
            this.builder = builder;
            this.otherwise = otherwise;
        }

        /**
         * @throws IllegalArgumentException if there is a token path and no CSRF protection, or it is a script's too
         */
        public Router build() {
            if (builder.tokenPath != null && builder.scripts.containsKey(builder.tokenPath)) {
                throw new IllegalArgumentException(
                        "token-path '" + builder.tokenPath + "' is the script's too: give one of them another path");
            }
            return new Router(builder, otherwise);
        }
    }
}
