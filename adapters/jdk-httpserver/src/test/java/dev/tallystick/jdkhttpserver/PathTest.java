package dev.tallystick.jdkhttpserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No request reaches a handler by another mount than the one that was decided. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PathTest {

    private final BlockingQueue<String> reached = new LinkedBlockingQueue<>();
    private TestSite site;

    @BeforeAll
    void start() throws IOException {
        TallystickFilter filter = TallystickFilter.builder(Router.builder()
                        .mount("/web", Protections.csrf().build())
                        .mount("/web/admin", Protection.denyAll())
                        .mount("/open", Protection.none())
                        .otherwise(Protection.none())
                        .build())
                .build();
        // Behind "otherwise" all is open: what the guard and the server read differently would get through.
        site = new TestSite()
                .guarded("/web", filter, this::answer)
                .guarded("/open", filter, this::answer)
                .guarded("/slash/", filter, this::answer)
                .guarded("/", filter, this::answer);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @BeforeEach
    void forget() {
        reached.clear();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String context = exchange.getHttpContext().getPath();
        reached.add(context);
        TestSite.print(exchange, context + " " + TallystickFilter.mount(exchange));
    }

    @ParameterizedTest
    @CsvSource({
        "/web/x, '/web /web'",
        "/web, '/web /web'",
        "/web/, '/web /web'",
        "/%77eb/x, '/web /web'",
        "/web/x?y=/../z, '/web /web'",
        "/open/%C3%A9, '/open /open'",
        "/WEB/x, '/ '",
        "/other, '/ '",
        "/slash/x, '/slash/ '",
        "/, '/ '"
    })
    void theMountIsThatOfTheContext(String target, String answer) {
        assertThat(site.get(target).body()).isEqualTo(answer);
    }

    @Test
    void anAbsoluteTargetIsReadAsItsPath() {
        assertThat(site.get("http://" + site.host() + "/web/x?y").body()).isEqualTo("/web /web");
        assertThat(site.get("HTTP://" + site.host() + "/open").body()).isEqualTo("/open /open");
    }

    /** The server would take each of these to a handler. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/webhook",
                "/web;x=1/form",
                "/web/x;y",
                "/openly",
                "/%6fpenly",
                "//evil.example/web/x",
                "///web/x",
                "/open/../web/x",
                "/open/./x",
                "/open//x",
                "/open/%2e%2e/web",
                "/open%2fx",
                "/open/%5cx",
                "/open/%00",
                "/open/%ff",
                "/open/%25",
                "/open#/../web",
                "/open?x#y",
                "/open/\u00e9",
                "http:/open/x",
                "http:///open/x",
                "ftp://localhost/open",
                "gopher:/open",
                "https:/open"
            })
    void whatTwoParsersCouldReadDifferentlyIsRefused(String target) {
        WireReply response = site.get(target);

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.reason()).isEqualTo("ambiguous-path");
        assertThat(reached).isEmpty();
    }

    /** These the server refuses itself; what counts is that no view is reached. */
    @ParameterizedTest
    @ValueSource(strings = {"*", "//", "/open\\x", "/open|x", "/open/%zz", "/open/%", "?x", "web", "http://localhost"})
    void whatTheServerRefusesReachesNoView(String target) throws IOException {
        WireReply response = site.get(target);

        assertThat(response.status()).isBetween(400, 499);
        assertThat(reached).isEmpty();
    }

    @Test
    void anAuthorityForTargetReachesNoView() throws IOException {
        try (WireConnection connection = WireConnection.open(site.port())) {
            connection.send(WireRequest.line("CONNECT localhost:443 HTTP/1.1")
                    .header("Host", "localhost:443")
                    .octets());

            assertThat(connection.closesSilently()).isTrue();
        }
        assertThat(reached).isEmpty();
    }

    @Test
    void pathParametersAreNotTakenOffHereAndSoStayRefused() throws IOException {
        TallystickFilter filter = TallystickFilter.builder(Router.builder()
                        .mount("/web", Protection.denyAll())
                        .allowPathParameters(true)
                        .otherwise(Protection.none())
                        .build())
                .build();
        try (TestSite lenient = new TestSite().guarded("/", filter, this::answer)) {
            assertThat(lenient.get("/open").status()).isEqualTo(200);
            assertThat(lenient.get("/open;x=1").reason()).isEqualTo("ambiguous-path");
            assertThat(lenient.get("/web;x=1/y").reason()).isEqualTo("ambiguous-path");
        }
    }

    @Test
    void theTargetOfAnAbsoluteRequestMustAgreeWithHost() {
        WireReply response = site.send(WireRequest.line("POST http://localhost:1/web/x HTTP/1.1")
                .header("Host", site.host())
                .header("Origin", site.origin())
                .header("Content-Length", "0"));

        assertThat(response.reason()).isEqualTo("bad-host");
        assertThat(reached).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/a, /a, -, -",
                "/a?, /a, '', -",
                "/a?b?c, /a, b?c, -",
                "//h/a?b, //h/a, b, -",
                "http://h:1/a?b, /a, b, h:1",
                "http://u@h/a, /a, -, u@h",
                "https://h, '', -, h",
                "/a#f, /a#f, -, -",
                "mailto:x, mailto:x, -, -"
            })
    void aTargetIsReadFromItsText(String text, String path, String query, String authority) {
        assertThat(RequestTarget.of(URI.create(text))).isEqualTo(new RequestTarget(path, query, authority));
    }
}
