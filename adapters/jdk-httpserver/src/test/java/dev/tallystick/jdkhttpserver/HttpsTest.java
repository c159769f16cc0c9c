package dev.tallystick.jdkhttpserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS the target is https, and handlers still get an exchange that knows of TLS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private HttpsServer server;
    private SSLContext tls;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        tls = tls(directory.resolve("keys.p12"));
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        TallystickFilter filter =
                TallystickFilter.builder(Protections.csrf().build()).build();
        server.createContext("/token", TestSite::printToken).getFilters().add(filter);
        server.createContext("/echo", HttpsTest::answer).getFilters().add(filter);
        var wrapped = server.createContext("/wrapped", TestSite::printToken).getFilters();
        wrapped.add(ForeignExchange.filter());
        wrapped.add(filter);
        server.start();
    }

    @AfterAll
    void stop() {
        server.stop(0);
    }

    private static SSLContext tls(Path file) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "site",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String protocol = ((HttpsExchange) exchange).getSSLSession().getProtocol();
        TestSite.print(
                exchange,
                protocol + " " + TallystickFilter.decision(exchange).rule().code() + " "
                        + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }

    private WireReply send(WireRequest request) throws IOException {
        Socket socket = tls.getSocketFactory()
                .createSocket("127.0.0.1", server.getAddress().getPort());
        try (WireConnection connection = WireConnection.over(socket)) {
            return connection.exchange(request);
        }
    }

    private String host() {
        return "localhost:" + server.getAddress().getPort();
    }

    @Test
    void aFormPassesAndItsHandlerSeesTls() throws IOException {
        WireReply page = send(WireRequest.line("GET /token HTTP/1.1").header("Host", host()));
        String cookie = page.headers("Set-Cookie").get(0);
        assertThat(cookie).startsWith("__Host-csrf=").contains("; Secure");
        String form = "_csrf=" + page.body();

        WireReply response = send(WireRequest.line("POST /echo HTTP/1.1")
                .header("Host", host())
                .header("Origin", "https://" + host())
                .header("Cookie", cookie.substring(0, cookie.indexOf(';')))
                .form(form));

        assertThat(response.body()).startsWith("TLSv1.").endsWith(" token " + form);
    }

    @Test
    void theSameHostByHttpIsAnotherOrigin() throws IOException {
        WireReply response = send(WireRequest.line("POST /echo HTTP/1.1")
                .header("Host", host())
                .header("Origin", "http://" + host())
                .header("Content-Length", "0"));

        assertThat(response.reason()).isEqualTo("untrusted-origin");
    }

    @Test
    void aFilterBeforeOursCannotHideTls() throws IOException {
        WireReply page = send(WireRequest.line("GET /wrapped HTTP/1.1").header("Host", host()));

        assertThat(page.header("Set-Cookie")).startsWith("__Host-csrf=");
    }
}
