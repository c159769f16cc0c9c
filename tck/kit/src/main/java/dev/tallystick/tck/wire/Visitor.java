package dev.tallystick.tck.wire;

import java.util.Objects;

/**
 * A browser as far as the tests of an adapter need one: keeps cookies, and all its requests come from pages of the one site that
 * it visits. Not for use by several threads.
 */
public final class Visitor {

    private final Browser browser = new Browser();
    private final String host;
    private final int port;

    /**
     * @param port of {@code http://localhost}
     */
    public Visitor(int port) {
        this.host = "localhost:" + port;
        this.port = port;
    }

    /** A request of a page of the site, with the cookies as they are now. */
    public WireRequest request(String method, String target) {
        WireRequest request = WireRequest.line(method + " " + target + " HTTP/1.1")
                .header("Host", host)
                .header("Origin", "http://" + host);
        String cookies = browser.cookies();
        return cookies.isEmpty() ? request : request.header("Cookie", cookies);
    }

    /**
     * @throws java.io.UncheckedIOException if no whole answer comes
     */
    public WireReply send(WireRequest request) {
        WireReply reply = WireConnection.exchange(port, request);
        browser.keep(reply);
        return reply;
    }

    public WireReply get(String target) {
        return send(request("GET", target));
    }

    /** The token that the page shows, and nothing else. */
    public String token(String target) {
        return get(target).body();
    }

    /** All cookies, as a Cookie line has them. */
    public String cookieLine() {
        return browser.cookies();
    }

    /** Empty if there is no such cookie. */
    public String cookie(String name) {
        return Objects.requireNonNullElse(browser.cookie(name), "");
    }
}
