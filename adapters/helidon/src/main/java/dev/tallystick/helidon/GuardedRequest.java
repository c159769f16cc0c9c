package dev.tallystick.helidon;

import io.helidon.common.context.Context;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.uri.UriInfo;
import io.helidon.common.uri.UriQuery;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.RoutedPath;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.WritableHeaders;
import io.helidon.http.media.ReadableEntity;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http.RoutingRequest;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The request as filters and handlers see it: its body whole, and behind a JWT nothing of an ambient login. */
final class GuardedRequest implements RoutingRequest {

    private static final HeaderName CERTIFICATE_NAME = HeaderNames.create("X-HELIDON-CN");

    private final RoutingRequest request;
    private @Nullable GuardedBody body;
    private boolean anonymous;

    GuardedRequest(RoutingRequest request) {
        this.request = request;
    }

    void giveBack(GuardedBody whole) {
        body = whole;
    }

    /** From now on cookies, and what a client's certificate says, are out of sight. */
    void hideAmbientLogin() {
        anonymous = true;
    }

    @Override
    public ServerRequestHeaders headers() {
        if (!anonymous) {
            return request.headers();
        }
        return ServerRequestHeaders.create(withoutAmbientLogin(request.headers()));
    }

    static WritableHeaders<?> withoutAmbientLogin(Headers headers) {
        WritableHeaders<?> shown = WritableHeaders.create(headers);
        shown.remove(HeaderNames.COOKIE);
        shown.remove(CERTIFICATE_NAME);
        return shown;
    }

    @Override
    public PeerInfo remotePeer() {
        return anonymous ? new AnonymousPeer(request.remotePeer()) : request.remotePeer();
    }

    @Override
    public ReadableEntity content() {
        return body == null ? request.content() : body;
    }

    @Override
    public void streamFilter(UnaryOperator<InputStream> filter) {
        if (body == null) {
            request.streamFilter(filter);
        } else {
            body.addFilter(filter);
        }
    }

    @Override
    public RoutingRequest path(RoutedPath path) {
        request.path(path);
        return this;
    }

    @Override
    public RoutingRequest prologue(HttpPrologue prologue) {
        request.prologue(prologue);
        return this;
    }

    @Override
    public RoutingRequest matchingPattern(String pattern) {
        request.matchingPattern(pattern);
        return this;
    }

    @Override
    public Optional<String> matchingPattern() {
        return request.matchingPattern();
    }

    @Override
    public void reset() {
        request.reset();
    }

    @Override
    public boolean isSecure() {
        return request.isSecure();
    }

    @Override
    public RoutedPath path() {
        return request.path();
    }

    @Override
    public String socketId() {
        return request.socketId();
    }

    @Override
    public String serverSocketId() {
        return request.serverSocketId();
    }

    @Override
    public Context context() {
        return request.context();
    }

    @Override
    public ListenerContext listenerContext() {
        return request.listenerContext();
    }

    @Override
    public HttpSecurity security() {
        return request.security();
    }

    @Override
    public boolean continueSent() {
        return request.continueSent();
    }

    @Override
    public Optional<ProxyProtocolData> proxyProtocolData() {
        return request.proxyProtocolData();
    }

    @Override
    public HttpPrologue prologue() {
        return request.prologue();
    }

    @Override
    public UriQuery query() {
        return request.query();
    }

    @Override
    public PeerInfo localPeer() {
        return request.localPeer();
    }

    @Override
    public String authority() {
        return request.authority();
    }

    @Override
    public void header(Header header) {
        request.header(header);
    }

    @Override
    public int id() {
        return request.id();
    }

    @Override
    public UriInfo requestedUri() {
        return request.requestedUri();
    }
}
