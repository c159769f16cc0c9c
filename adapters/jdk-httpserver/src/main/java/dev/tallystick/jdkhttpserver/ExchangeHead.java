package dev.tallystick.jdkhttpserver;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.tallystick.http.ResponseHead;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The server's response, as far as a token needs it. */
final class ExchangeHead implements ResponseHead {

    private final HttpExchange exchange;
    private final List<String> cookies = new ArrayList<>(1);
    private final List<String> varies = new ArrayList<>(1);

    ExchangeHead(HttpExchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public boolean isCommitted() {
        return exchange.getResponseCode() >= 0;
    }

    @Override
    public Collection<String> headers(String name) {
        List<String> lines = exchange.getResponseHeaders().get(name);
        return lines == null ? List.of() : List.copyOf(lines);
    }

    @Override
    public void addHeader(String name, String value) {
        switch (name) {
            case "Set-Cookie" -> cookies.add(value);
            case "Vary" -> varies.add(value);
            default -> {}
        }
        add(name, value);
    }

    /**
     * To be called just before the head is sent. Handlers write {@code getResponseHeaders().set("Set-Cookie", …)} for a cookie
     * of their own, and that takes away all others: ours are put back.
     */
    void restore() {
        restore("Set-Cookie", cookies);
        restore("Vary", varies);
    }

    private void restore(String name, List<String> lines) {
        for (String line : lines) {
            if (!headers(name).contains(line)) {
                add(name, line);
            }
        }
    }

    /** The list that is there may be the handler's own, and immutable. */
    private void add(String name, String value) {
        Headers headers = exchange.getResponseHeaders();
        List<String> lines = new ArrayList<>(headers(name));
        lines.add(value);
        headers.put(name, lines);
    }
}
