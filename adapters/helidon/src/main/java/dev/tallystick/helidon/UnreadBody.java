package dev.tallystick.helidon;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * What nobody has read of a request's body, over a connection of HTTP/1.1. The server reads it, however long it is; but
 * where a response says that the connection is closed, it takes it for the next request.
 */
final class UnreadBody {

    /** Of what is discarded rather than closing the connection: a client that is still sending loses the answer by that. */
    private static final int MOST_DISCARDED = 64 * 1024;

    private final ServerRequest request;
    private final @Nullable InputStream opened;
    private final boolean isPending;

    /**
     * @param opened the body, if it has been opened, which the server allows once
     */
    UnreadBody(ServerRequest request, @Nullable InputStream opened) {
        this.request = request;
        this.opened = opened;
        this.isPending = request.prologue().protocolVersion().startsWith("1")
                && request.content().hasEntity()
                && !request.content().consumed();
    }

    /** Whether it is known that the connection will be closed because of it. */
    boolean isTooLong() {
        if (!isPending) {
            return false;
        }
        if (!request.continueSent()) {
            return true;
        }
        return !request.headers().contains(HeaderValues.TRANSFER_ENCODING_CHUNKED)
                && request.headers().contains(HeaderNames.CONTENT_LENGTH)
                && request.headers().get(HeaderNames.CONTENT_LENGTH).getLong() > MOST_DISCARDED;
    }

    /**
     * To be called when the request has been answered, and the server isn't to read the rest.
     *
     * @throws CloseConnectionException if it is longer than what is discarded
     */
    void discard() {
        if (isPending && !(request.continueSent() && isDiscarded())) {
            throw new CloseConnectionException("The body of a request isn't read to its end");
        }
    }

    private boolean isDiscarded() {
        try {
            InputStream in = opened == null ? request.content().inputStream() : opened;
            byte[] buffer = new byte[8 * 1024];
            for (int left = MOST_DISCARDED; left > 0; ) {
                int count = in.read(buffer, 0, Math.min(buffer.length, left));
                if (count < 0) {
                    return true;
                }
                left -= count;
            }
            return in.read() < 0;
        } catch (IOException | RuntimeException e) {
            // The client went away, or broke its body off.
            return false;
        }
    }
}
