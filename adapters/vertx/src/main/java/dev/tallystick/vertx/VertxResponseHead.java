package dev.tallystick.vertx;

import dev.tallystick.http.ResponseHead;
import io.vertx.core.http.HttpServerResponse;
import java.util.Collection;

/** The head of a response of Vert.x. */
final class VertxResponseHead implements ResponseHead {

    private final HttpServerResponse response;

    VertxResponseHead(HttpServerResponse response) {
        this.response = response;
    }

    /** A response that has ended counts as such while the handlers of its head's end run, which may still add to it. */
    @Override
    public boolean isCommitted() {
        return response.headWritten() || response.closed();
    }

    @Override
    public Collection<String> headers(String name) {
        return response.headers().getAll(name);
    }

    @Override
    public void addHeader(String name, String value) {
        response.headers().add(name, value);
    }
}
