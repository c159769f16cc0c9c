package dev.tallystick.bank;

import java.io.IOException;
import java.net.BindException;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** Servers that this machine alone can reach. */
final class Loopback {

    private static final String ADDRESS = "127.0.0.1";
    private static final int MOST_THREADS = 120;
    private static final long STOP_MS = 1_000;

    private Loopback() {}

    static Server server() {
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS);
        threads.setName("bank");
        threads.setStopTimeout(STOP_MS);
        // No stop timeout on the server: it would wait for clients to hang up, and who watches doesn't.
        return new Server(threads);
    }

    /**
     * Takes a port at once, before anything is served on it; 0 for any that is free.
     *
     * @param option by which another can be chosen
     * @param tls for https; null for plain http
     */
    static ServerConnector listen(Server server, int port, String option, @Nullable Tls tls) throws IOException {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, 1, 1, factories(http, tls));
        connector.setHost(ADDRESS);
        connector.setPort(port);
        server.addConnector(connector);
        try {
            connector.open();
        } catch (IOException e) {
            if (e instanceof BindException || e.getCause() instanceof BindException) {
                throw new BindException("port " + port + " on " + ADDRESS
                        + " is in use: stop what listens there, or choose another with " + option);
            }
            throw e;
        }
        return connector;
    }

    private static ConnectionFactory[] factories(HttpConfiguration http, @Nullable Tls tls) {
        if (tls == null) {
            return new ConnectionFactory[] {new HttpConnectionFactory(http)};
        }
        // Whatever name a client says: which one is the bank's, the guard knows.
        http.addCustomizer(new SecureRequestCustomizer(false));
        return new ConnectionFactory[] {
            new SslConnectionFactory(tls.context(), HttpVersion.HTTP_1_1.asString()), new HttpConnectionFactory(http)
        };
    }

    static void start(Server server) throws IOException {
        try {
            server.start();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the server can't be started: " + e.getMessage(), e);
        }
    }

    static void stop(Server server) {
        try {
            server.stop();
            for (var connector : server.getConnectors()) {
                // One that was opened and never started isn't closed by the server.
                if (connector instanceof ServerConnector open) {
                    open.close();
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException("the server can't be stopped", e);
        }
    }
}
