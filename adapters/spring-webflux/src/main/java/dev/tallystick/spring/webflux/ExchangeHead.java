package dev.tallystick.spring.webflux;

import dev.tallystick.http.Ascii;
import dev.tallystick.http.ResponseHead;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponse;

/**
 * The head of a response. Remembers what was added: a handler's own headers replace those of the same name that were there
 * before, and a token is worth nothing without its cookie.
 */
final class ExchangeHead implements ResponseHead {

    private record Line(String name, String value) {}

    private final ServerHttpResponse response;
    private final List<Line> added = new ArrayList<>(2);
    private boolean completing;

    ExchangeHead(ServerHttpResponse response) {
        this.response = response;
    }

    @Override
    public boolean isCommitted() {
        return response.isCommitted() && !completing;
    }

    @Override
    public Collection<String> headers(String name) {
        return lines(response.getHeaders(), name);
    }

    @Override
    public void addHeader(String name, String value) {
        response.getHeaders().add(name, value);
        added.add(new Line(name, value));
    }

    /** To be called when the head is about to be sent: what runs meanwhile can still add to it. */
    void complete(Runnable last) {
        completing = true;
        try {
            last.run();
            for (Line line : added) {
                Collection<String> there = headers(line.name);
                // Of what may be kept by whom, the application has the last word.
                boolean missing = line.name.equals("Cache-Control") ? there.isEmpty() : !there.contains(line.value);
                if (missing) {
                    response.getHeaders().add(line.name, line.value);
                }
            }
        } finally {
            completing = false;
        }
    }

    /** The lines of a header. The methods that say so directly differ between the versions of Spring. */
    static List<String> lines(HttpHeaders headers, String name) {
        if (headers.getFirst(name) == null) {
            return List.of();
        }
        for (Map.Entry<String, List<String>> entry : headers.headerSet()) {
            if (Ascii.equalsIgnoreCase(entry.getKey(), name)) {
                return entry.getValue();
            }
        }
        return List.of();
    }
}
