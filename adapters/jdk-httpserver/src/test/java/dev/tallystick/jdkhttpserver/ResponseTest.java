package dev.tallystick.jdkhttpserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.tallystick.CsrfProtection;
import dev.tallystick.Protection;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireReply;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tokens in answers: what they add to the head, and what handlers and filters may do around them. */
class ResponseTest {

    private static TestSite site(CsrfProtection.Builder csrf, HttpHandler handler) throws IOException {
        return new TestSite()
                .guarded("/", TallystickFilter.builder(csrf.build()).build(), handler);
    }

    @Test
    void aPageWithoutATokenSetsNothing() throws IOException {
        try (TestSite site = site(Protections.csrf(), exchange -> TestSite.print(exchange, "ok"))) {
            WireReply response = site.get("/");

            assertThat(response.headers("Set-Cookie")).isEmpty();
            assertThat(response.headers("Vary")).isEmpty();
            assertThat(response.headers("Cache-Control")).isEmpty();
        }
    }

    @Test
    void aPageWithATokenIsPrivateAndVaries() throws IOException {
        try (TestSite site = site(Protections.csrf(), TestSite::printToken)) {
            WireReply response = site.get("/");

            assertThat(response.header("Set-Cookie"))
                    .startsWith("csrf=")
                    .contains("HttpOnly")
                    .contains("SameSite=Lax")
                    .doesNotContain("Secure");
            assertThat(response.headers("Vary")).containsExactly("Cookie");
            assertThat(response.headers("Cache-Control")).containsExactly("private, no-cache");
        }
    }

    @Test
    void whatTheHandlerSetsTakesNothingOfOursAway() throws IOException {
        HttpHandler handler = exchange -> {
            exchange.getResponseHeaders().put("Vary", List.of("Accept"));
            String token = TallystickFilter.token(exchange).value();
            exchange.getResponseHeaders().set("Set-Cookie", "theme=dark");
            exchange.getResponseHeaders().set("Vary", "Accept-Language");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            TestSite.print(exchange, token);
        };
        try (TestSite site = site(Protections.csrf(), handler)) {
            WireReply response = site.get("/");

            assertThat(response.headers("Set-Cookie"))
                    .hasSize(2)
                    .contains("theme=dark")
                    .anyMatch(line -> line.startsWith("csrf="));
            assertThat(response.headers("Vary")).containsExactly("Accept-Language", "Cookie");
            assertThat(response.headers("Cache-Control")).containsExactly("no-store");
        }
    }

    @Test
    void aTokenAskedForTooLateFailsThere() throws IOException {
        HttpHandler handler = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            assertThatThrownBy(() -> TallystickFilter.token(exchange).value())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("after the response was committed");
            exchange.getResponseBody().write('!');
            exchange.close();
        };
        try (TestSite site = site(Protections.csrf(), handler)) {
            assertThat(site.get("/").body()).isEqualTo("!");
        }
    }

    @Test
    void onAPathNamedAsEagerTheTokenMayComeLate() throws IOException {
        HttpHandler handler = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody()
                    .write(TallystickFilter.token(exchange).value().getBytes(StandardCharsets.UTF_8));
            exchange.close();
        };
        try (TestSite site = site(Protections.csrf().eager("/late"), handler)) {
            Visitor visitor = new Visitor(site.port());
            String token = visitor.token("/late");

            assertThat(visitor.send(visitor.request("POST", "/late")
                                    .header("X-CSRF-Token", token)
                                    .header("Content-Length", "0"))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aFilterBehindOursMayWrapTheExchangeAndItsStreams() throws IOException {
        TallystickFilter filter =
                TallystickFilter.builder(Protections.csrf().build()).build();
        HttpHandler handler = exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String token = TallystickFilter.token(exchange).value();
            byte[] answer = (new String(body, StandardCharsets.UTF_8) + token).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        };
        try (TestSite site = new TestSite()) {
            List<Filter> filters = site.server().createContext("/", handler).getFilters();
            filters.add(filter);
            filters.add(ForeignExchange.filter());
            filters.add(new Filter() {
                @Override
                public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
                    byte[] before = "before ".getBytes(StandardCharsets.UTF_8);
                    exchange.setStreams(
                            new SequenceInputStream(new ByteArrayInputStream(before), exchange.getRequestBody()),
                            new BufferedOutputStream(exchange.getResponseBody()));
                    chain.doFilter(exchange);
                }

                @Override
                public String description() {
                    return "streams";
                }
            });
            Visitor visitor = new Visitor(site.port());
            String first = visitor.get("/").body();
            assertThat(first).startsWith("before ");

            WireReply response =
                    visitor.send(visitor.request("POST", "/").form("_csrf=" + first.substring("before ".length())));

            assertThat(response.body()).startsWith("before _csrf=");
        }
    }

    @Test
    void whereNoFilterRanTheMessageSaysWhatToDo() throws IOException {
        try (TestSite site = new TestSite()) {
            site.server().createContext("/", exchange -> {
                assertThatThrownBy(() -> TallystickFilter.decision(exchange))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("put it first in getFilters() of the context /");
                assertThatThrownBy(() -> TallystickFilter.mount(exchange)).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> TallystickFilter.token(exchange)).isInstanceOf(IllegalStateException.class);
                TestSite.print(exchange, "ok");
            });

            assertThat(site.get("/").body()).isEqualTo("ok");
        }
    }

    @Test
    void whereNothingIsMountedThatRendersTokensTheMessageSaysSo() throws IOException {
        TallystickFilter filter = TallystickFilter.builder(Protection.none()).build();
        HttpHandler handler = exchange -> {
            assertThatThrownBy(() -> TallystickFilter.token(exchange))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("No CSRF protection is mounted");
            TestSite.print(exchange, "ok");
        };
        try (TestSite site = new TestSite().guarded("/", filter, handler)) {
            assertThat(site.get("/").body()).isEqualTo("ok");
        }
    }
}
