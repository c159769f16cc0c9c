package dev.tallystick.jaxrs;

import dev.tallystick.http.FormFields;
import dev.tallystick.http.RequestView;
import dev.tallystick.http.SessionView;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.net.URI;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The request as it is now, as the engine may see it. */
final class ContextView implements RequestView {

    private final ContainerRequestContext context;
    private final Supplier<SessionView> sessions;
    private final Function<ContainerRequestContext, @Nullable String> peers;
    private final String method;
    private final String path;
    private final URI uri;
    private boolean showsSession;
    private boolean handlerExempt;
    private boolean elsewhere;
    private @Nullable FormFields form;
    private @Nullable String targetAuthority;

    /**
     * @param sessions asked each time anew, so that the session counts as it is then
     */
    ContextView(
            ContainerRequestContext context,
            Supplier<SessionView> sessions,
            Function<ContainerRequestContext, @Nullable String> peers) {
        this.context = context;
        this.sessions = sessions;
        this.peers = peers;
        this.method = context.getMethod();
        this.uri = context.getUriInfo().getRequestUri();
        this.path = RoutedPath.of(context);
    }

    /** From now on the session can be seen. */
    void showSession() {
        showsSession = true;
    }

    void setTargetAuthority(@Nullable String authority) {
        this.targetAuthority = authority;
    }

    void setForm(@Nullable FormFields fields) {
        this.form = fields;
    }

    void setHandlerExempt(boolean exempt) {
        this.handlerExempt = exempt;
    }

    /** From now on it is known that the view is chosen by another path. */
    void goesElsewhere() {
        elsewhere = true;
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
    public String contextPath() {
        String base = context.getUriInfo().getBaseUri().getRawPath();
        return base == null || !base.endsWith("/") ? "" : base.substring(0, base.length() - 1);
    }

    @Override
    public @Nullable String query() {
        return uri.getRawQuery();
    }

    @Override
    public String scheme() {
        return "https".equalsIgnoreCase(uri.getScheme()) ? "https" : "http";
    }

    /** Jakarta REST doesn't say; whoever knows the server does. */
    @Override
    public @Nullable String peerAddress() {
        return peers.apply(context);
    }

    @Override
    public @Nullable String targetAuthority() {
        return targetAuthority;
    }

    @Override
    public @Nullable String serverAuthority() {
        String authority = uri.getRawAuthority();
        return authority == null || authority.isEmpty() ? null : authority;
    }

    @Override
    public Enumeration<String> headers(String name) {
        List<String> lines = context.getHeaders().get(name);
        return lines == null ? Collections.emptyEnumeration() : Collections.enumeration(lines);
    }

    @Override
    public boolean dispatchesTo(String decoded) {
        return !elsewhere;
    }

    @Override
    public boolean isHandlerExempt() {
        return handlerExempt;
    }

    @Override
    public @Nullable FormFields form() {
        return form;
    }

    @Override
    public @Nullable SessionView session() {
        return showsSession ? sessions.get() : null;
    }
}
