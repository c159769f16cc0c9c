package dev.tallystick.bank;

import static dev.tallystick.bank.Browser.fields;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.bank.Browser.Page;
import dev.tallystick.bank.attacker.AttackerSite;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** The bank with {@code --https}. */
class HttpsTest {

    private static Tls tls;
    private static TestBank bank;

    private Browser ann;

    @BeforeAll
    static void open() throws IOException {
        tls = Tls.selfSigned();
        bank = TestBank.open(TestBank.settings().withTls(tls));
    }

    @AfterAll
    static void close() {
        bank.close();
    }

    @BeforeEach
    void visit() {
        ann = Browser.https(bank.site.port());
    }

    @Test
    void theCertificateNamesEverySiteOfTheDemonstration() throws Exception {
        SslContextFactory.Client client = new SslContextFactory.Client(true);
        client.start();
        try (SSLSocket socket = client.newSslSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), bank.site.port()), 5_000);
            socket.startHandshake();
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            assertThat(certificate.getSubjectAlternativeNames())
                    .extracting(name -> name.get(1))
                    .isEqualTo(List.of(
                            "localhost", "bank.localhost", "app.bank.localhost", "evil.localhost", "127.0.0.1"));
        } finally {
            client.stop();
        }
    }

    @Test
    void itsOwnPagesPayAndForeignOnesDoNot() throws IOException {
        assertThat(ann.signIn("/web", "ann").status()).isEqualTo(303);
        assertThat(ann.pay("/web", "bob", "1.23").status()).isEqualTo(303);
        long after = bank.balance("ann");

        Page forged = ann.send(
                "POST",
                "/web/transfers",
                "to=mallory&amount=10",
                "Content-Type: " + Browser.FORM,
                "Accept: application/json",
                "Origin: https://evil.localhost:8081");

        assertThat(forged.json().path("reason").asText()).isEqualTo("untrusted-origin");
        assertThat(bank.balance("ann")).isEqualTo(after);
    }

    /** The same host on http is another site, and whoever stands in the line can speak for it. */
    @Test
    void itsPlainTwinIsForeign() throws IOException {
        ann.signIn("/web", "ann");
        Page forged = ann.send(
                "POST",
                "/web/transfers",
                "to=mallory&amount=10",
                "Content-Type: " + Browser.FORM,
                "Accept: application/json",
                "Origin: http://bank.localhost:" + bank.site.port());
        assertThat(forged.json().path("reason").asText()).isEqualTo("untrusted-origin");
    }

    @Test
    void theSecretIsInACookieThatNoSiblingCanSetAndTheSessionInASecureOne() throws IOException {
        Page login = ann.get("/web/login");
        assertThat(login.headers("Set-Cookie")).singleElement().asString().startsWith("__Host-csrf=");
        Page signedIn = ann.post("/web/login", fields("user", "ann", "password", "ann", "_csrf", login.token()));
        assertThat(signedIn.headers("Set-Cookie"))
                .as("one, without the twin that plain http needs")
                .singleElement()
                .asString()
                .startsWith("bank=")
                .contains("Secure", "SameSite=None");
    }

    @ParameterizedTest
    @EnumSource(SameSite.class)
    void theSessionCookieIsSecureWhateverItSaysOfSameSite(SameSite sameSite) throws IOException {
        try (TestBank other = TestBank.open(TestBank.settings().withTls(tls).withSameSite(sameSite))) {
            assertThat(Browser.https(other.site.port()).signIn("/web", "ann").headers("Set-Cookie"))
                    .singleElement()
                    .asString()
                    .contains("; Secure");
        }
    }

    @Test
    void aPhonePaysOverHttpsToo() {
        StringWriter out = new StringWriter();
        CommandLine command = Bank.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(out, true));
        long before = bank.balance("bob");

        int status = command.execute("phone", "--user", "ann", "--url", bank.site.origin(), "transfer", "bob", "0.07");

        assertThat(status).as(out.toString()).isZero();
        assertThat(bank.balance("bob")).isEqualTo(before + 7);
    }

    @Test
    void malloryFetchesHerTokenOverHttpsToo() throws Exception {
        Server attacker = Loopback.server();
        int port = Loopback.listen(attacker, 0, "--attacker-port", tls).getLocalPort();
        attacker.setHandler(AttackerSite.handler("https://evil.localhost:" + port, bank.site.origin()));
        Loopback.start(attacker);
        try {
            String page = Browser.https(port).get("/attack/stolen-token/web").body();
            assertThat(page).contains("action=\"" + bank.site.origin() + "/web/transfers\"", "name=\"_csrf\"");
        } finally {
            Loopback.stop(attacker);
        }
    }

    @Test
    void thePagesLinkToHttps() throws IOException {
        assertThat(ann.get("/watch").body()).contains("data-bank=\"" + bank.site.origin() + '"');
        assertThat(bank.site.origin()).startsWith("https://bank.localhost:");
    }
}
