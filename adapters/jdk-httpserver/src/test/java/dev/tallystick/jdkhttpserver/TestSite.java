package dev.tallystick.jdkhttpserver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An application on a server of its own, at a free port of 127.0.0.1; a browser would know it as {@code localhost}. */
final class TestSite implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads;

    TestSite() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.start();
    }

    /** A context that the filter guards, mounted as users mount it. */
    TestSite guarded(String path, TallystickFilter filter, HttpHandler handler) {
        server.createContext(path, handler).getFilters().add(filter);
        return this;
    }

    HttpServer server() {
        return server;
    }

    /** Answers with a text in UTF-8. */
    static void print(HttpExchange exchange, Object text) throws IOException {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    static void printToken(HttpExchange exchange) throws IOException {
        print(exchange, TallystickFilter.token(exchange).value());
    }

    int port() {
        return server.getAddress().getPort();
    }

    String host() {
        return "localhost:" + port();
    }

    String origin() {
        return "http://" + host();
    }

    /** A request with {@code Host} and nothing else. */
    WireRequest request(String method, String target) {
        return WireRequest.line(method + " " + target + " HTTP/1.1").header("Host", host());
    }

    WireReply send(WireRequest request) {
        return WireConnection.exchange(port(), request);
    }

    WireReply get(String target) {
        return send(request("GET", target));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
