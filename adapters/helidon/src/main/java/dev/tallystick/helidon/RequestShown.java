package dev.tallystick.helidon;

import dev.tallystick.http.FormFields;
import dev.tallystick.http.RequestView;
import dev.tallystick.http.SessionView;
import io.helidon.common.uri.UriPath;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The server's request, as the engine may see it. */
final class RequestShown implements RequestView {

    private final ServerRequest request;
    private final HttpPrologue prologue;
    private final Supplier<SessionView> sessions;
    private boolean showsSession;
    private @Nullable FormFields form;

    /**
     * @param sessions asked each time anew, so that the session counts as it is then
     */
    RequestShown(ServerRequest request, Supplier<SessionView> sessions) {
        this.request = request;
        this.prologue = request.prologue();
        this.sessions = sessions;
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

    /** The server has cut off what follows the last {@code #}; put back, it makes the path ambiguous. */
    @Override
    public String path() {
        UriPath path = prologue.uriPath();
        return prologue.fragment().hasValue() ? path.rawPath() + "#" : path.rawPath();
    }

    @Override
    public @Nullable String query() {
        return prologue.hasQuery() ? prologue.query().rawValue() : null;
    }

    @Override
    public String scheme() {
        return request.isSecure() ? "https" : "http";
    }

    @Override
    public @Nullable String peerAddress() {
        return request.remotePeer().address() instanceof InetSocketAddress peer && !peer.isUnresolved()
                ? peer.getAddress().getHostAddress()
                : null;
    }

    /** Which proxies the server trusts is said in its own configuration, and isn't read here. */
    @Override
    public @Nullable String serverAuthority() {
        return null;
    }

    @Override
    public Enumeration<String> headers(String name) {
        List<String> lines = request.headers().values(HeaderNames.create(name));
        return Collections.enumeration(lines);
    }

    @Override
    public boolean dispatchesTo(String path) {
        return path.equals(prologue.uriPath().path());
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
