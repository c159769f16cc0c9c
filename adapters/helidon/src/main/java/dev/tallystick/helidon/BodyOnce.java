package dev.tallystick.helidon;

import dev.tallystick.adapter.body.FormReader;
import io.helidon.webserver.http.ServerRequest;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The body of a request, which the server opens once, and remembers whether that was done. */
final class BodyOnce implements FormReader.Source {

    private final ServerRequest request;
    private @Nullable InputStream opened;

    BodyOnce(ServerRequest request) {
        this.request = request;
    }

    @Override
    public InputStream open() {
        if (!request.content().hasEntity()) {
            return InputStream.nullInputStream();
        }
        InputStream in = request.content().inputStream();
        opened = in;
        return in;
    }

    /** What has been opened; null if there is no body, or nobody asked for it. */
    @Nullable
    InputStream opened() {
        return opened;
    }
}
