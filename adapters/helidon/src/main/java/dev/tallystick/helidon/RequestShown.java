package dev.tallystick.helidon;

import dev.tallystick.http.FormFields;
import dev.tallystick.http.RequestView;
import dev.tallystick.http.SessionView;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.uri.UriInfo;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.RequestedUriDiscoveryContext;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A request of the server's, or what asks for an upgrade, as the engine may see it: as it came, wherever it is rerouted. */
final class RequestShown implements RequestView {

    private final HttpPrologue prologue;
    private final Headers headers;
    private final RequestTarget target;
    private final PeerInfo remote;
    private final Supplier<@Nullable UriInfo> discovered;
    private final boolean secure;
    private final @Nullable String pseudoAuthority;
    private final Supplier<SessionView> sessions;
    private @Nullable UriInfo uri;
    private boolean uriAsked;
    private boolean showsSession;
    private @Nullable FormFields form;

    private RequestShown(
            HttpPrologue prologue,
            Headers headers,
            PeerInfo remote,
            boolean secure,
            @Nullable String pseudoAuthority,
            Supplier<@Nullable UriInfo> discovered,
            Supplier<SessionView> sessions) {
        this.prologue = prologue;
        this.headers = headers;
        this.target = RequestTarget.of(prologue);
        this.remote = remote;
        this.secure = secure;
        this.pseudoAuthority = pseudoAuthority;
        this.discovered = discovered;
        this.sessions = sessions;
    }

    /**
     * @param sessions asked each time anew, so that the session counts as it is then
     */
    static RequestShown of(ServerRequest request, Supplier<SessionView> sessions) {
        HttpPrologue prologue = request.prologue();
        return new RequestShown(
                prologue,
                request.headers(),
                request.remotePeer(),
                request.isSecure(),
                prologue.protocolVersion().startsWith("1") ? null : request.authority(),
                () -> discover(
                        request.listenerContext()
                                .config()
                                .requestedUriDiscoveryContext()
                                .orElse(null),
                        request.remotePeer(),
                        request.localPeer(),
                        prologue,
                        request.headers(),
                        request.isSecure()),
                sessions);
    }

    /** What asks a connection of HTTP/1.1 for an upgrade. */
    static RequestShown of(ConnectionContext connection, HttpPrologue prologue, Headers headers) {
        return new RequestShown(
                prologue,
                headers,
                connection.remotePeer(),
                connection.isSecure(),
                null,
                () -> discover(
                        connection
                                .listenerContext()
                                .config()
                                .requestedUriDiscoveryContext()
                                .orElse(null),
                        connection.remotePeer(),
                        connection.localPeer(),
                        prologue,
                        ServerRequestHeaders.create(headers),
                        connection.isSecure()),
                () -> SessionView.NONE);
    }

    private static @Nullable UriInfo discover(
            @Nullable RequestedUriDiscoveryContext discovery,
            PeerInfo remote,
            PeerInfo local,
            HttpPrologue prologue,
            ServerRequestHeaders headers,
            boolean secure) {
        if (discovery == null) {
            return null;
        }
        try {
            return discovery.uriInfo(remote.address(), local.address(), "/", headers, prologue.query(), secure);
        } catch (RuntimeException e) {
            // Of headers that it can't read, a port that is no number for instance: what was meant isn't known.
            return null;
        }
    }

    /** From now on the session can be seen. */
    void showSession() {
        showsSession = true;
    }

    void setForm(FormFields fields) {
        this.form = fields;
    }

    @Override
    public String method() {
        return prologue.method().text();
    }

    @Override
    public String path() {
        return target.path();
    }

    @Override
    public @Nullable String query() {
        return prologue.query().rawValue();
    }

    @Override
    public String scheme() {
        UriInfo known = uri();
        boolean https = known == null ? secure : known.scheme().equals("https");
        return https ? "https" : "http";
    }

    @Override
    public @Nullable String peerAddress() {
        return remote.address() instanceof InetSocketAddress peer && !peer.isUnresolved()
                ? peer.getAddress().getHostAddress()
                : null;
    }

    @Override
    public @Nullable String targetAuthority() {
        return pseudoAuthority == null ? target.authority() : pseudoAuthority;
    }

    /** What the server makes of forwarded headers, where it was told to discover the requested URI. */
    @Override
    public @Nullable String serverAuthority() {
        UriInfo known = uri();
        return known == null ? null : known.authority();
    }

    private @Nullable UriInfo uri() {
        if (!uriAsked) {
            uri = discovered.get();
            uriAsked = true;
        }
        return uri;
    }

    @Override
    public Enumeration<String> headers(String name) {
        List<String> lines = headers.all(HeaderNames.create(name), List::of);
        if (lines.isEmpty() && pseudoAuthority != null && name.equalsIgnoreCase("Host")) {
            lines = List.of(pseudoAuthority);
        }
        return Collections.enumeration(lines);
    }

    /** Routes match this path of the server's: decoded, normalised, without parameters. */
    @Override
    public boolean dispatchesTo(String path) {
        try {
            return path.equals(prologue.uriPath().path());
        } catch (IllegalArgumentException e) {
            // The server, of a path that it only now finds out to be none.
            return false;
        }
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
