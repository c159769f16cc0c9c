package dev.tallystick.bank.phone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tallystick.bank.web.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver.Sync;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * JSON over HTTP. Names below {@code localhost} are loopback (RFC 6761), whether or not the system's resolver knows: Java
 * asks only that, and it often doesn't.
 */
final class BankClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient http;
    private final String base;

    /**
     * An answer.
     *
     * @param request the method and address that it is the answer to
     * @param body missing if it was no JSON
     */
    record Reply(String request, int status, JsonNode body) {}

    BankClient(URI bank) throws IOException {
        String address = bank.toString();
        this.base = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
        this.http = new HttpClient(new HttpClientTransportOverHTTP(connector(bank)));
        http.setConnectTimeout(PATIENCE.toMillis());
        http.setFollowRedirects(false);
        http.setUserAgentField(null);
        http.setSocketAddressResolver(new Localhost());
        try {
            http.start();
        } catch (Exception e) {
            throw new IOException("the phone can't be switched on: " + e.getMessage(), e);
        }
    }

    /** The demonstration's certificate is nobody's. It is taken for loopback alone, where nobody stands in between. */
    private static ClientConnector connector(URI bank) {
        ClientConnector connector = new ClientConnector();
        connector.setSslContextFactory(new SslContextFactory.Client(isLoopback(bank.getHost())));
        return connector;
    }

    private static boolean isLoopback(String host) {
        return host.equals("127.0.0.1") || host.equals("localhost") || host.endsWith(".localhost");
    }

    /** Takes every name below localhost for loopback. */
    private static final class Localhost extends Sync {

        @Override
        public void resolve(
                String host, int port, Map<String, Object> context, Promise<List<InetSocketAddress>> promise) {
            if (isLoopback(host)) {
                promise.succeeded(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
            } else {
                super.resolve(host, port, context, promise);
            }
        }
    }

    Reply get(String path, String token) throws IOException {
        return send("GET", path, token, null);
    }

    Reply post(String path, @Nullable String token, Map<String, String> json) throws IOException {
        return send("POST", path, token, json);
    }

    private Reply send(String method, String path, @Nullable String token, @Nullable Map<String, String> json)
            throws IOException {
        Request request = http.newRequest(base + path)
                .method(method)
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .headers(headers -> headers.put("Accept", "application/json"));
        if (token != null) {
            request.headers(headers -> headers.put("Authorization", "Bearer " + token));
        }
        if (json != null) {
            request.body(new BytesRequestContent("application/json", Json.bytes(json)));
        }
        try {
            ContentResponse response = request.send();
            JsonNode body = Json.read(response.getContent());
            return new Reply(
                    method + ' ' + base + path, response.getStatus(), body == null ? MissingNode.getInstance() : body);
        } catch (TimeoutException e) {
            throw new IOException("the bank at " + base + " did not answer in time", e);
        } catch (ExecutionException e) {
            throw new IOException(
                    e.getCause() instanceof ConnectException
                            ? "nobody answers at " + base + ": start the bank with ./bank"
                            : "the bank at " + base + " can't be called: " + e.getCause(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            http.stop();
        } catch (Exception e) {
            throw new IOException("the phone can't be switched off: " + e.getMessage(), e);
        }
    }
}
