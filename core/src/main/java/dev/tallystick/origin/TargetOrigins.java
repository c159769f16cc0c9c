package dev.tallystick.origin;

import dev.tallystick.http.RequestView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the target origin: scheme, host and port that a request was meant for. Immutable.
 *
 * <p>With one base URL it is that, whatever {@code Host} a proxy made of it. With several it is the one whose host the
 * request names. With none it is the request's own scheme and {@code Host}, which is convenient and no defence against DNS
 * rebinding.
 */
public final class TargetOrigins {

    private final List<Origin> baseUrls;
    private final TrustedProxies proxies;
    private final boolean mayBeHttp;

    private TargetOrigins(List<Origin> baseUrls, TrustedProxies proxies) {
        this.baseUrls = baseUrls;
        this.proxies = proxies;
        this.mayBeHttp = baseUrls.isEmpty() || !baseUrls.stream().allMatch(Origin::isHttps);
    }

    /**
     * @param baseUrls the origins that the site is served at, {@code http} or {@code https}; may be empty
     * @throws IllegalArgumentException if one is no such origin; the message says which
     */
    public static TargetOrigins of(List<String> baseUrls, TrustedProxies proxies) {
        List<Origin> origins = new ArrayList<>();
        for (String baseUrl : baseUrls) {
            // People copy it from the address bar.
            Origin origin = Origin.of(
                    baseUrl.endsWith("/") && !baseUrl.endsWith("//")
                            ? baseUrl.substring(0, baseUrl.length() - 1)
                            : baseUrl);
            if (!origin.isHttps() && !origin.scheme().equals("http")) {
                throw new IllegalArgumentException("base URL '" + baseUrl + "' is neither http nor https");
            }
            if (!origins.contains(origin)) {
                origins.add(origin);
            }
        }
        return new TargetOrigins(List.copyOf(origins), proxies);
    }

    /** The base URLs as configured, without repetition. */
    public List<Origin> baseUrls() {
        return baseUrls;
    }

    /** Whether there can be a target origin that isn't https. */
    public boolean mayBeHttp() {
        return mayBeHttp;
    }

    boolean isConfigured() {
        return !baseUrls.isEmpty();
    }

    /** The target origin of a request, or null if its host is missing, repeated, malformed, contradicted or not ours. */
    public @Nullable Origin find(RequestView request) {
        if (baseUrls.size() == 1) {
            return baseUrls.get(0);
        }
        Origin named = named(request);
        return named == null || baseUrls.isEmpty() ? named : baseUrlOf(named);
    }

    private @Nullable Origin named(RequestView request) {
        if (proxies.isServer()) {
            String authority = request.serverAuthority();
            return authority == null ? null : Origin.ofAuthority(request.scheme(), authority);
        }
        String host = Forwarded.onlyLine(request, "Host");
        if (host == null) {
            return null;
        }
        Origin direct = Origin.ofAuthority(request.scheme(), host);
        String target = request.targetAuthority();
        if (direct == null || target != null && !direct.equals(Origin.ofAuthority(request.scheme(), target))) {
            return null;
        }
        return proxies.trusts(request.peerAddress()) ? Forwarded.origin(request, host) : direct;
    }

    /**
     * The base URL of the host named. TLS may end at a proxy, so the scheme only chooses among two of the same host; a host
     * without a port means either scheme's default.
     */
    private @Nullable Origin baseUrlOf(Origin named) {
        Origin other = null;
        for (Origin baseUrl : baseUrls) {
            if (baseUrl.equals(named)) {
                return baseUrl;
            }
            boolean defaultPorts = isDefaultPort(baseUrl) && isDefaultPort(named);
            if (baseUrl.host().equals(named.host()) && (baseUrl.port() == named.port() || defaultPorts)) {
                other = other == null ? baseUrl : other;
            }
        }
        return other;
    }

    private static boolean isDefaultPort(Origin origin) {
        return origin.port() == (origin.isHttps() ? 443 : 80);
    }
}
