package dev.tallystick.helidon;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectTransportRequest;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;

/**
 * How long a body is, where two parsers could disagree (RFC 9112, section 6.3): the server takes the first of several
 * lengths, and -1 for a body in chunks, and what a proxy took for a body would be the next request.
 */
final class Framing {

    private Framing() {}

    /**
     * @throws RequestException as the server's own, if the length is contested
     */
    static void check(ServerRequest request) {
        List<String> lengths = request.headers().all(HeaderNames.CONTENT_LENGTH, List::of);
        if (lengths.isEmpty() || lengths.size() == 1 && isLength(lengths.get(0))) {
            return;
        }
        throw RequestException.builder()
                .type(DirectHandler.EventType.BAD_REQUEST)
                .status(Status.BAD_REQUEST_400)
                .request(DirectTransportRequest.create(request.prologue(), request.headers()))
                .setKeepAlive(false)
                .message("Content-Length must be one line with one number")
                .build();
    }

    private static boolean isLength(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
