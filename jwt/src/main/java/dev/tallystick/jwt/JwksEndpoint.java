package dev.tallystick.jwt;

import dev.tallystick.http.Ascii;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The URL of a JWK Set: fetched within bounds of time and length, and from nowhere else. */
final class JwksEndpoint {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);

    /** How long the body may take, however steadily it drips. */
    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(5);

    private static final int MOST_BYTES = 256 * 1024;

    private final URL url;
    private final String name;

    private JwksEndpoint(URL url, String name) {
        this.url = url;
        this.name = name;
    }

    /**
     * @throws IllegalArgumentException if keys from there could be anybody's
     */
    static JwksEndpoint of(URI uri) {
        String scheme = uri.getScheme() == null ? "" : Ascii.toLowerCase(uri.getScheme());
        String host = uri.getHost() == null ? "" : Ascii.toLowerCase(uri.getHost());
        boolean http = scheme.equals("http");
        if (host.isEmpty() || !http && !scheme.equals("https")) {
            throw new IllegalArgumentException(
                    "'" + shown(uri) + "' is neither a file nor a URL to fetch: write https://id.example/jwks.json");
        }
        if (uri.getUserInfo() != null) {
            throw new IllegalArgumentException("'" + shown(uri) + "' holds a user name: write the URL without it");
        }
        if (http && !isLoopback(host)) {
            throw new IllegalArgumentException("'" + shown(uri)
                    + "' is not encrypted, whoever is on the way could put in keys: write https://, http:// is for"
                    + " localhost alone");
        }
        try {
            return new JwksEndpoint(reachable(uri, http, host).toURL(), shown(uri));
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("'" + shown(uri) + "' is no URL to fetch", e);
        }
    }

    private static boolean isLoopback(String host) {
        return switch (host) {
            case "localhost", "127.0.0.1", "[::1]" -> true;
            default -> isBelowLocalhost(host);
        };
    }

    private static boolean isBelowLocalhost(String host) {
        return host.endsWith(".localhost");
    }

    /** Names below localhost are loopback (RFC 6761), which Java's resolver doesn't know and another one may not heed. */
    private static URI reachable(URI uri, boolean http, String host) {
        if (!http || !isBelowLocalhost(host)) {
            return uri;
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return URI.create("http://127.0.0.1" + port + uri.getRawPath() + query);
    }

    /** Without user and query, which may be secrets. */
    private static String shown(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme() + ":";
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        if (uri.getHost() == null) {
            return scheme + path;
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return scheme + "//" + uri.getHost() + port + path;
    }

    /** The URL for messages. */
    @Override
    public String toString() {
        return name;
    }

    /**
     * Fetches what is there now. A connection that breaks before the answer is tried once more, by the JDK itself.
     *
     * @throws IOException if nothing can be fetched
     * @throws IllegalArgumentException if the answer isn't the document asked for
     */
    byte[] fetch() throws IOException {
        URLConnection opened = url.openConnection();
        if (!(opened instanceof HttpURLConnection connection)) {
            throw new IOException("no HTTP connection");
        }
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
        connection.setReadTimeout((int) READ_TIMEOUT.toMillis());
        connection.setRequestProperty("Accept", "application/jwk-set+json, application/json");
        byte @Nullable [] body = null;
        try {
            int status = connection.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                throw new IllegalArgumentException("it answers with status " + status
                        + (status >= 300 && status < 400 ? ", and redirects are not followed" : ""));
            }
            body = read(connection);
            return body;
        } finally {
            if (body == null) {
                connection.disconnect();
            }
        }
    }

    private static byte[] read(HttpURLConnection connection) throws IOException {
        long start = System.nanoTime();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] buffer = new byte[8 * 1024];
        try (InputStream in = connection.getInputStream()) {
            int length;
            while ((length = in.read(buffer)) >= 0) {
                body.write(buffer, 0, length);
                if (body.size() > MOST_BYTES) {
                    throw new IllegalArgumentException("it answers with more than " + MOST_BYTES + " bytes");
                }
                if (System.nanoTime() - start > BODY_TIMEOUT.toNanos()) {
                    throw new SocketTimeoutException("the answer takes longer than " + BODY_TIMEOUT.toSeconds() + " s");
                }
            }
        }
        // HttpURLConnection takes a body that breaks off for a whole one.
        long announced = connection.getContentLengthLong();
        if (announced >= 0 && announced != body.size()) {
            throw new IOException("the answer breaks off");
        }
        return body.toByteArray();
    }
}
