package dev.tallystick.jaxrs;

import dev.tallystick.http.Ascii;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * An absolute request target (RFC 9112, section 3.2.2) as containers show it that put their own address before whatever
 * target was sent, as Jersey's for the JDK's server does: {@code http://localhost:8080http://localhost:8080/path}.
 */
final class AbsoluteTarget {

    private AbsoluteTarget() {}

    /**
     * Makes the request URI what was meant, so that views are found by the target's path.
     *
     * @return the authority that the target names; null if it isn't absolute
     */
    static @Nullable String resolve(ContainerRequestContext context) {
        URI base = context.getUriInfo().getBaseUri();
        URI request = context.getUriInfo().getRequestUri();
        String own = base.getRawAuthority();
        String authority = request.getRawAuthority();
        String path = request.getRawPath();
        if (own == null || authority == null || path == null || !path.startsWith("//")) {
            return null;
        }
        if (request.getRawFragment() != null || !authority.startsWith(own) || !isScheme(authority, own.length())) {
            return null;
        }
        int slash = path.indexOf('/', 2);
        String named = slash < 0 ? path.substring(2) : path.substring(2, slash);
        if (named.isEmpty()) {
            return null;
        }
        String query = request.getRawQuery();
        context.setRequestUri(URI.create(base.getScheme() + "://" + own + (slash < 0 ? "/" : path.substring(slash))
                + (query == null ? "" : "?" + query)));
        return named;
    }

    private static boolean isScheme(String authority, int from) {
        String rest = authority.substring(from);
        return Ascii.equalsIgnoreCase(rest, "http:") || Ascii.equalsIgnoreCase(rest, "https:");
    }
}
