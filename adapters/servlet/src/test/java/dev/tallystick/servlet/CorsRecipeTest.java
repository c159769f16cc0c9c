package dev.tallystick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import dev.tallystick.token.CookieSettings;
import dev.tallystick.token.KeyRing;
import dev.tallystick.token.RandomSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.CrossOriginHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The recipes of docs/cors.md, as they stand there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CorsRecipeTest {

    private static final String APP = "https://app.example";

    private final KeyRing keys = KeyRing.random(RandomSource.system());
    private Server server;
    private int port;

    @BeforeAll
    void start() throws Exception {
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        TestSite.register(
                context,
                TallystickFilter.builder(Router.builder()
                                .mount("/web", api())
                                .mount("/mobile", new BearerDoor())
                                .otherwise(Protection.denyAll())
                                .build())
                        .build());
        context.addServlet(
                TestSite.servlet((request, response) ->
                        TestSite.print(response, TallystickFilter.token(request).value())),
                "/web/token");
        context.addServlet(TestSite.servlet((request, response) -> TestSite.print(response, "done")), "/web/transfers");
        server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        behindCors(server, context);
        server.start();
        port = connector.getLocalPort();
    }

    @AfterAll
    void stop() throws Exception {
        server.stop();
    }

    private static void behindCors(Server server, ServletContextHandler context) {
        CrossOriginHandler cors = new CrossOriginHandler();
        cors.setAllowedOriginPatterns(Set.of("https://app\\.example"));
        cors.setAllowedMethods(Set.of("GET", "POST", "PUT", "DELETE"));
        cors.setAllowedHeaders(Set.of("Content-Type", "X-CSRF-Token", "Authorization"));
        cors.setAllowCredentials(true);
        cors.setDeliverPreflightRequests(false);
        cors.setHandler(context);
        server.setHandler(cors);
    }

    private CsrfProtection api() {
        CsrfProtection api = CsrfProtection.builder(keys)
                .baseUrl("https://api.bank.example")
                .trustedOrigin("https://app.example")
                .cookie(CookieSettings.builder()
                        .sameSite(CookieSettings.SameSite.NONE)
                        .build())
                .build();
        return api;
    }

    private WireRequest request(String method, String target, String origin) {
        return WireRequest.line(method + " " + target + " HTTP/1.1")
                .header("Host", "api.bank.example")
                .header("Origin", origin)
                .header("Sec-Fetch-Site", "cross-site")
                .header("Accept", "application/json");
    }

    private WireReply send(WireRequest request) {
        return WireConnection.exchange(port, request);
    }

    @Test
    void aPreflightIsAnsweredBeforeAnyDoor() {
        for (String target : new String[] {"/web/transfers", "/mobile/transfers"}) {
            WireReply answer = send(request("OPTIONS", target, APP)
                    .header("Access-Control-Request-Method", "POST")
                    .header("Access-Control-Request-Headers", "x-csrf-token"));

            assertThat(answer.status()).as(target).isEqualTo(200);
            assertThat(answer.headers("Access-Control-Allow-Origin")).containsExactly(APP);
        }
    }

    @Test
    void theTrustedFrontEndFetchesATokenAndActs() {
        WireReply page = send(request("GET", "/web/token", APP));
        String cookie = page.headers("Set-Cookie").get(0);
        assertThat(cookie).startsWith("__Host-csrf=").contains("SameSite=None", "Secure");
        assertThat(page.headers("Access-Control-Allow-Origin")).containsExactly(APP);

        WireReply with = send(request("POST", "/web/transfers", APP)
                .header("Cookie", cookie.substring(0, cookie.indexOf(';')))
                .header("X-CSRF-Token", page.body()));
        WireReply without =
                send(request("POST", "/web/transfers", APP).header("Cookie", cookie.substring(0, cookie.indexOf(';'))));

        assertThat(with.status()).isEqualTo(200);
        assertThat(without.status()).isEqualTo(403);
        assertThat(without.body()).contains("missing-token");
        assertThat(without.headers("Access-Control-Allow-Origin"))
                .as("the script can read why")
                .containsExactly(APP);
    }

    @Test
    void anotherOriginNeitherReadsATokenNorActs() {
        WireReply page = send(request("GET", "/web/token", "https://evil.example"));
        WireReply act = send(request("POST", "/web/transfers", "https://evil.example"));

        assertThat(page.headers("Access-Control-Allow-Origin")).isEmpty();
        assertThat(act.status()).isEqualTo(403);
        assertThat(act.body()).contains("untrusted-origin");
    }

    @Test
    void theRecipeSaysWhatIsPlayedHere() throws Exception {
        String code = oneLine(Files.readString(Path.of(
                System.getProperty("tallystick.root"),
                "adapters/servlet/src/test/java/dev/tallystick/servlet/CorsRecipeTest.java")));

        String recipe = Files.readString(Path.of(System.getProperty("tallystick.root"), "docs/cors.md"));
        String[] parts = recipe.split("```java\n");

        assertThat(parts).hasSize(3);
        for (int i = 1; i < parts.length; i++) {
            assertThat(code).contains(oneLine(parts[i].substring(0, parts[i].indexOf("```"))));
        }
    }

    /** However the lines are broken. */
    private static String oneLine(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining());
    }
}
