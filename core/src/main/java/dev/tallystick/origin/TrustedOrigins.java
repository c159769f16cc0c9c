package dev.tallystick.origin;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The foreign origins that are let in: exact, or {@code https://*.example.com} for every depth below
 * {@code example.com}, not itself, and no other scheme or port. Immutable; looking one up costs the same however many
 * there are.
 */
public final class TrustedOrigins {

    private static final String WILDCARD = "://*.";
    private static final TrustedOrigins NONE = new TrustedOrigins(Set.of(), Set.of());

    private final Set<Origin> exact;
    private final Set<Origin> parents;

    private TrustedOrigins(Set<Origin> exact, Set<Origin> parents) {
        this.exact = exact;
        this.parents = parents;
    }

    /** No foreign origin is trusted. */
    public static TrustedOrigins none() {
        return NONE;
    }

    /**
     * @param patterns each an origin of any scheme, or one whose host begins with {@code *.}
     * @throws IllegalArgumentException if one is neither; the message says which, and what to write instead
     */
    public static TrustedOrigins of(Collection<String> patterns) {
        Set<Origin> exact = new HashSet<>();
        Set<Origin> parents = new HashSet<>();
        for (String pattern : patterns) {
            int wildcard = pattern.indexOf(WILDCARD);
            if (wildcard < 0) {
                exact.add(checked(pattern, Origin.parse(pattern)));
            } else {
                String parent = pattern.substring(0, wildcard + 3) + pattern.substring(wildcard + WILDCARD.length());
                Origin origin = checked(pattern, pattern.indexOf('[') < 0 ? Origin.parse(parent) : null);
                if (origin.host().indexOf('.') < 0 && !origin.host().equals("localhost")) {
                    throw new IllegalArgumentException("trusted origin '" + pattern + "' would trust a whole top-level"
                            + " domain: name at least the domain that is yours, for instance https://*.example.com");
                }
                parents.add(origin);
            }
        }
        return patterns.isEmpty() ? NONE : new TrustedOrigins(exact, parents);
    }

    private static Origin checked(String pattern, @Nullable Origin origin) {
        if (origin == null) {
            throw new IllegalArgumentException("'" + pattern + "' is not a trusted origin: write scheme://host or"
                    + " scheme://host:port, or *. as the first label, for instance https://*.example.com");
        }
        return origin;
    }

    /** Whether this origin was declared trusted. */
    public boolean contains(Origin origin) {
        if (exact.contains(origin)) {
            return true;
        }
        if (parents.isEmpty() || origin.host().startsWith("[")) {
            return false;
        }
        String host = origin.host();
        int dot = host.indexOf('.');
        while (dot >= 0 && dot + 1 < host.length()) {
            if (parents.contains(origin.withHost(host.substring(dot + 1)))) {
                return true;
            }
            dot = host.indexOf('.', dot + 1);
        }
        return false;
    }

    /** How many there are, for the line that is logged at start. */
    @Override
    public String toString() {
        return "TrustedOrigins[" + (exact.size() + parents.size()) + "]";
    }
}
