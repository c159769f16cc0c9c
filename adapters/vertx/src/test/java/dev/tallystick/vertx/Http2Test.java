package dev.tallystick.vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.token.SessionBinding;
import dev.tallystick.vertx.TestSite.Setup;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HTTP/2 without TLS: there is no {@code Host} line, and cookies may come in crumbs. */
class Http2Test {

    private record Answer(int status, String body, List<String> cookies) {}

    private TestSite site;
    private HttpClient client;

    @BeforeEach
    void start() {
        site = TestSite.start(Http2Test::mount);
        client = site.vertx()
                .createHttpClient(new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private static void mount(Setup setup) {
        setup.router()
                .route()
                .handler(TallystickHandler.builder(Router.builder()
                                .mount(
                                        "/web",
                                        CsrfProtection.builder()
                                                .sessionBinding(SessionBinding.none())
                                                .build())
                                .mount("/mobile", new BearerDoor())
                                .otherwise(Protection.denyAll())
                                .build())
                        .bodyHandler(BodyHandler.create(false))
                        .build());
        setup.router()
                .get("/web/token")
                .handler(context -> context.end(TallystickHandler.token(context).value()));
        setup.router()
                .route()
                .handler(context -> context.end(context.request().version() + " "
                        + context.request().headers().contains("Cookie") + " "
                        + context.request().cookies().size() + " "
                        + (context.body().buffer() == null ? 0 : context.body().length())));
    }

    private Answer send(String method, String path, String authority, Map<String, List<String>> headers, String body) {
        int colon = authority.lastIndexOf(':');
        RequestOptions options = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(site.port(), "127.0.0.1"))
                .setMethod(HttpMethod.valueOf(method))
                .setURI(path);
        // In one chain, on the client's own context: a body that arrives before somebody asks for it is lost.
        return TestSite.await(client.request(options).compose(request -> {
            request.authority(HostAndPort.create(
                    authority.substring(0, colon), Integer.parseInt(authority.substring(colon + 1))));
            headers.forEach(
                    (name, values) -> values.forEach(value -> request.headers().add(name, value)));
            return request.send(body)
                    .compose(response -> response.body()
                            .map(content -> new Answer(
                                    response.statusCode(),
                                    content.toString(),
                                    response.headers().getAll("Set-Cookie"))));
        }));
    }

    private static Map<String, List<String>> form(String origin, List<String> cookies) {
        return Map.of(
                "Origin",
                List.of(origin),
                "Cookie",
                cookies,
                "Content-Type",
                List.of("application/x-www-form-urlencoded"));
    }

    @Test
    void theAuthorityStandsForTheHost() {
        Answer page = send("GET", "/web/token", site.host(), Map.of(), "");
        String cookie = page.cookies().get(0);
        List<String> crumbs = List.of("a=1", cookie.substring(0, cookie.indexOf(';')));
        String body = "_csrf=" + page.body();

        assertThat(send("POST", "/web/x", site.host(), form(site.origin(), crumbs), body)
                        .body())
                .startsWith("HTTP_2 true ")
                .endsWith(" " + body.length());
        assertThat(send("POST", "/web/x", "evil.example:80", form(site.origin(), crumbs), body)
                        .body())
                .contains("untrusted-origin");
        assertThat(send("POST", "/web/x", site.host(), form("http://evil.example", crumbs), body)
                        .body())
                .contains("untrusted-origin");
        assertThat(send("POST", "/web/x", site.host(), form(site.origin(), crumbs), "_csrf=x")
                        .body())
                .contains("malformed-token");
    }

    /** Vert.x resets the stream itself. */
    @Test
    void aHostThatContradictsTheAuthorityReachesNoView() {
        Map<String, List<String>> headers =
                Map.of("Host", List.of(site.host()), "Origin", List.of("http://evil.example:80"));

        assertThatThrownBy(() -> send("POST", "/web/x", "evil.example:80", headers, ""))
                .hasRootCauseInstanceOf(StreamResetException.class);
    }

    @Test
    void aRefusedRequestHasItsAnswerThoughItsBodyIsLong() {
        Answer answer = send(
                "POST", "/web/x", site.host(), Map.of("Origin", List.of("http://evil.example")), "x".repeat(500_000));

        assertThat(answer.status()).isEqualTo(403);
    }

    @Test
    void aCredentialHidesTheCookies() {
        Answer answer = send(
                "GET",
                "/mobile/x",
                site.host(),
                Map.of("Authorization", List.of("Bearer ann"), "Cookie", List.of("a=1", "b=2")),
                "");

        assertThat(answer.body()).isEqualTo("HTTP_2 false 0 0");
    }

    @Test
    void anExtendedConnectOpensNothing() {
        Answer answer = send("CONNECT", "/web/x", site.host(), Map.of("Origin", List.of(site.origin())), "");

        assertThat(answer.status()).isGreaterThanOrEqualTo(400);
    }
}
