package dev.tallystick.helidon;

import dev.tallystick.http.ResponseHead;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The server's response, as far as a token needs it. */
final class HeadShown implements ResponseHead {

    private final ServerResponse response;
    private final List<String> cookies = new ArrayList<>(1);
    private final List<String> varies = new ArrayList<>(1);

    HeadShown(ServerResponse response) {
        this.response = response;
    }

    /** What a handler writes to the response's stream is kept back at first, and the head with it. */
    @Override
    public boolean isCommitted() {
        return response.isSent() || response.bytesWritten() > 0;
    }

    @Override
    public Collection<String> headers(String name) {
        return response.headers().all(HeaderNames.create(name), List::of);
    }

    @Override
    public void addHeader(String name, String value) {
        switch (name) {
            case "Set-Cookie" -> cookies.add(value);
            case "Vary" -> varies.add(value);
            default -> {}
        }
        response.headers().add(HeaderValues.create(name, value));
    }

    /** To be called before the head is sent: a handler that sets one of these headers has taken our lines away. */
    void restore() {
        restore("Set-Cookie", cookies);
        restore("Vary", varies);
    }

    private void restore(String name, List<String> lines) {
        for (String line : lines) {
            if (!headers(name).contains(line)) {
                response.headers().add(HeaderValues.create(name, line));
            }
        }
    }
}
