package dev.tallystick.origin;

import dev.tallystick.http.RequestView;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * Looks at {@code Origin}, {@code Sec-Fetch-Site} and {@code Referer}, all lines of each, and says what they prove.
 * Immutable; {@link #check} has no side effect.
 *
 * <p>Sources: WHATWG Fetch, section 3.2 (Origin); W3C Fetch Metadata, section 2; OWASP CSRF Prevention Cheat Sheet,
 * "Verifying Origin With Standard Headers".
 */
public final class OriginCheck {

    private final TrustedOrigins trusted;
    private final boolean targetIsConfigured;

    /**
     * @param targets where the target origins come from: one that was guessed from {@code Host} weighs less than the
     *     browser's own word
     */
    public OriginCheck(TrustedOrigins trusted, TargetOrigins targets) {
        this.trusted = trusted;
        this.targetIsConfigured = targets.isConfigured();
    }

    /** The first row of the evidence table that fits the request. */
    public Finding check(RequestView request, Origin target) {
        Enumeration<String> origins = request.headers("Origin");
        String origin = origins.hasMoreElements() ? origins.nextElement() : null;
        Enumeration<String> sites = request.headers("Sec-Fetch-Site");
        String site = sites.hasMoreElements() ? sites.nextElement() : null;
        if (origins.hasMoreElements()
                || sites.hasMoreElements()
                || origin != null && origin.indexOf(',') >= 0
                || site != null && site.indexOf(',') >= 0) {
            return Finding.CONFLICTING_HEADERS;
        }
        if (site != null && !isDefined(site)) {
            return Finding.BAD_FETCH_METADATA;
        }
        if (origin != null) {
            return byOrigin(origin, "same-origin".equals(site), target);
        }
        if (site != null) {
            return switch (site) {
                case "same-origin" -> Finding.SAME;
                case "none" -> Finding.USER;
                default -> Finding.CROSS_SITE;
            };
        }
        Enumeration<String> referers = request.headers("Referer");
        if (!referers.hasMoreElements()) {
            return Finding.UNKNOWN;
        }
        String referer = referers.nextElement();
        return referers.hasMoreElements() ? Finding.CONFLICTING_HEADERS : byReferer(referer, target);
    }

    private Finding byOrigin(String sent, boolean sameOriginByMetadata, Origin target) {
        if (sent.equals(target.toString())) {
            return Finding.SAME;
        }
        if (sent.equals("null")) {
            return sameOriginByMetadata ? Finding.SAME : Finding.NULL_ORIGIN;
        }
        Origin origin = Origin.parse(sent);
        if (origin == null) {
            return Finding.MALFORMED_ORIGIN;
        }
        if (origin.equals(target)) {
            return Finding.SAME;
        }
        if (trusted.contains(origin)) {
            return Finding.TRUSTED;
        }
        return sameOriginByMetadata && !targetIsConfigured ? Finding.SAME : Finding.UNTRUSTED_ORIGIN;
    }

    private Finding byReferer(String sent, Origin target) {
        Origin origin = Origin.ofReferer(sent);
        if (origin == null) {
            return Finding.MALFORMED_REFERER;
        }
        if (origin.equals(target)) {
            return Finding.SAME;
        }
        if (target.isHttps() && origin.scheme().equals("http")) {
            return Finding.INSECURE_REFERER;
        }
        return trusted.contains(origin) ? Finding.TRUSTED : Finding.UNTRUSTED_REFERER;
    }

    private static boolean isDefined(String site) {
        return switch (site) {
            case "same-origin", "same-site", "cross-site", "none" -> true;
            default -> false;
        };
    }

    /**
     * Whether an {@code https} Origin of the target's own host met a target that looks like {@code http}: the sign of a proxy
     * that ends TLS without our knowing.
     */
    public static boolean looksLikeProxyEndingTls(@Nullable String sentOrigin, Origin target) {
        if (sentOrigin == null || target.isHttps()) {
            return false;
        }
        Origin origin = Origin.parse(sentOrigin);
        return origin != null && origin.isHttps() && origin.host().equals(target.host());
    }
}
