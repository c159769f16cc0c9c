package dev.tallystick.vertx;

import dev.tallystick.http.Ascii;
import dev.tallystick.http.FormFields;
import dev.tallystick.http.RequestPath;
import dev.tallystick.http.RequestView;
import dev.tallystick.http.SessionView;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The request of a routing context, as the engine may see it: as it came, whatever it is rerouted to later. */
final class VertxRequestView implements RequestView {

    private final RoutingContext context;
    private final HttpServerRequest request;
    private final String method;
    private final String path;
    private final @Nullable String query;
    private final @Nullable String targetAuthority;
    private @Nullable String decodedRoute;
    private boolean routeDecoded;
    private @Nullable FormFields form;
    private @Nullable SessionView session;

    VertxRequestView(RoutingContext context) {
        this.context = context;
        this.request = context.request();
        this.method = request.method().name();
        this.path = pathOf(request.uri(), request.path());
        this.query = request.query();
        this.targetAuthority = isMultiplexed() ? authority() : authorityOf(request.uri());
    }

    void setForm(FormFields fields) {
        this.form = fields;
    }

    void setSession(SessionView opened) {
        this.session = opened;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public @Nullable String query() {
        return query;
    }

    @Override
    public String scheme() {
        return "https".equals(request.scheme()) ? "https" : "http";
    }

    @Override
    public @Nullable String peerAddress() {
        return addressOf(request.connection().remoteAddress());
    }

    @Override
    public @Nullable String targetAuthority() {
        return targetAuthority;
    }

    @Override
    public @Nullable String serverAuthority() {
        return authority();
    }

    @Override
    public Enumeration<String> headers(String name) {
        List<String> lines = request.headers().getAll(name);
        if (lines.isEmpty()) {
            String authority = isMultiplexed() && Ascii.equalsIgnoreCase(name, "Host") ? authority() : null;
            return authority == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(authority));
        }
        return Collections.enumeration(lines);
    }

    /** The routes of Vert.x match the path with unreserved characters decoded, dot segments removed and slashes merged. */
    @Override
    public boolean dispatchesTo(String decoded) {
        if (!routeDecoded) {
            decodedRoute = decodedRoute();
            routeDecoded = true;
        }
        return decoded.equals(decodedRoute);
    }

    private @Nullable String decodedRoute() {
        try {
            // Vert.x doesn't take path parameters off, so a path that holds some is never the one without them.
            return RequestPath.decode(context.normalizedPath(), false);
        } catch (IllegalArgumentException e) {
            // Vert.x, of percent signs without two digits behind them.
            return null;
        }
    }

    @Override
    public @Nullable FormFields form() {
        return form;
    }

    @Override
    public @Nullable SessionView session() {
        return session;
    }

    static @Nullable String addressOf(@Nullable SocketAddress peer) {
        return peer == null ? null : peer.hostAddress();
    }

    /**
     * The path of a target. Vert.x finds one behind any scheme, without a host, and in the query ({@code http://host?/path}):
     * there the whole target is none that anything matches.
     */
    static String pathOf(@Nullable String target, @Nullable String path) {
        String authority = authorityOf(target);
        if (target != null && authority != null) {
            int end = target.indexOf("://") + 3 + authority.length();
            boolean http = Ascii.regionMatches(target, 0, "http://") || Ascii.regionMatches(target, 0, "https://");
            boolean clear = http && !authority.isEmpty() && (end == target.length() || target.charAt(end) == '/');
            if (!clear) {
                return target;
            }
        }
        return path == null ? "" : path;
    }

    /** Of an absolute-form target, its authority; null of any other. */
    static @Nullable String authorityOf(@Nullable String target) {
        if (target == null || target.startsWith("/")) {
            return null;
        }
        int from = target.indexOf("://");
        if (from < 0) {
            return null;
        }
        from += 3;
        int to = from;
        while (to < target.length() && "/?#".indexOf(target.charAt(to)) < 0) {
            to++;
        }
        return target.substring(from, to);
    }

    private @Nullable String authority() {
        HostAndPort authority = request.authority();
        return authority == null ? null : authority.toString();
    }

    private boolean isMultiplexed() {
        HttpVersion version = request.version();
        return version != null && version != HttpVersion.HTTP_1_0 && version != HttpVersion.HTTP_1_1;
    }
}
