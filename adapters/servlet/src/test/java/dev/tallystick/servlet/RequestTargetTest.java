package dev.tallystick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.origin.TrustedProxies;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.ee11.servlet.DefaultServlet;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The path that is routed is the path that the container chooses the view by, and the host is the one that was meant. */
class RequestTargetTest {

    private static Router router() {
        return Router.builder()
                .mount("/web", CsrfProtection.builder().build())
                .mount("/closed", Protection.denyAll())
                .otherwise(Protection.none())
                .build();
    }

    private static TallystickFilter filter() {
        return TallystickFilter.builder(router()).build();
    }

    private static void addViews(ServletContextHandler context) {
        for (String mapping : List.of("/web/*", "/web/exact", "*.do", "", "/closed/*")) {
            context.addServlet(
                    TestSite.servlet((request, response) -> TestSite.print(
                            response, mapping + " of " + request.getAttribute(TallystickFilter.MOUNT_ATTRIBUTE))),
                    mapping);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/app/web         | 200 | /web/* of /web",
                "/app/web/        | 200 | /web/* of /web",
                "/app/web/a/b     | 200 | /web/* of /web",
                "/app/web/exact   | 200 | /web/exact of /web",
                "/app/web/caf%C3%A9 | 200 | /web/* of /web",
                "/app/web/a%20b   | 200 | /web/* of /web",
                "/app/webhook.do  | 200 | *.do of",
                "/app/WEB/x.do    | 200 | *.do of",
                "/app/            | 200 | of",
                "/app/closed/x    | 403 | no-protection",
                "/app/none        | 404 | ",
                "/%61pp/web/x     | 400 | ambiguous-path",
                "/app/web/a;b=c   | 400 | ambiguous-path",
                "/app/web/a%3Bb   | 400 | ambiguous-path",
                "/app/web//x      | 400 | ",
                "//app/web/x      | 400 | ",
                "/app/web/../x    | 400 | ambiguous-path",
                "/app/web/%2e%2e/x| 400 | ",
                "/app/web/a%2Fb   | 400 | ",
                "/app/web/a%5Cb   | 400 | ",
                "/app/web/a%00b   | 400 | ",
                "/app/web/a%25b   | 400 | "
            })
    void pathsAreRoutedBelowTheContextPathAsTheContainerMapsThem(String target, int status, String expected)
            throws Exception {
        try (TestSite site = TestSite.start("/app", context -> {
            TestSite.register(context, filter());
            addViews(context);
        })) {
            WireReply response = site.get(target);

            assertThat(response.status()).isEqualTo(status);
            if (expected != null) {
                assertThat(status == 200 ? response.body().strip() : response.reason())
                        .isEqualTo(expected);
            }
        }
    }

    /** Jetty refuses most of these itself; here it is told not to. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/web//x",
                "//web/x",
                "/x//web",
                "/web/%2e%2e/closed/x",
                "/web/.%2e/closed/x",
                "/web/../closed/x",
                "/web/./x",
                "/web/..;/closed/x",
                "/web/..;a=b/closed/x",
                "/web;/x",
                "/;a=b/web/x",
                "/web/a%2fb",
                "/web%2fx",
                "/web/a%5cb",
                "/web/a\\b",
                "/web/%252e%252e/x",
                "/web/%c0%ae%c0%ae/x",
                "/web/%ff",
                "/web/%u002e/x",
                "/web/%",
                "/web/%4",
                "/web/a%09b",
                "/web/a\u00e9",
                "*",
                "http://SITE/web/../closed",
                "web/x"
            })
    void aPathThatCouldBeReadInTwoWaysReachesNoViewHoweverLenientTheServerIs(String target) throws Exception {
        List<String> views = new CopyOnWriteArrayList<>();
        HttpConfiguration http = new HttpConfiguration();
        http.setUriCompliance(UriCompliance.UNSAFE);
        http.setHttpCompliance(HttpCompliance.LEGACY);
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        TestSite.register(context, filter());
        context.addServlet(
                TestSite.servlet((request, response) -> views.add(request.getServletPath() + request.getPathInfo())),
                "/*");
        try (TestSite site = TestSite.start(server, context)) {
            assertThat(site.get("/web/plain").status()).isEqualTo(200);
            views.clear();

            assertThat(site.get(target.replace("SITE", site.host())).status()).isBetween(400, 499);
            assertThat(views).isEmpty();
        }
    }

    @Test
    void aDirectorysWelcomeFileIsServed(@TempDir Path files) throws Exception {
        Files.createDirectories(files.resolve("web"));
        Files.writeString(files.resolve("web/index.html"), "welcome");
        try (TestSite site = TestSite.start(context -> {
            TestSite.register(context, filter());
            context.setBaseResourceAsPath(files);
            context.setWelcomeFiles(new String[] {"index.html"});
            context.addServlet(new ServletHolder("default", DefaultServlet.class), "/");
        })) {
            assertThat(site.get("/web/").body()).isEqualTo("welcome");
            assertThat(site.get("/web/index.html").body()).isEqualTo("welcome");
            assertThat(site.get("/web").status()).isIn(301, 302);
        }
    }

    /** As Tomcat does: at the filter the mapping is the welcome file's. */
    @ParameterizedTest
    @CsvSource({"/web/, /web/index.html, 200", "/web/, /closed/index.html, 400", "/web, /web/index.html, 400"})
    void aContainerMayHaveChosenTheWelcomeFileAlready(String target, String servletPath, int status) throws Exception {
        try (TestSite site = TestSite.start(context -> {
            context.addFilter(
                    (request, response, chain) -> chain.doFilter(
                            new HttpServletRequestWrapper((HttpServletRequest) request) {
                                @Override
                                public String getServletPath() {
                                    return servletPath;
                                }

                                @Override
                                public String getPathInfo() {
                                    return null;
                                }
                            },
                            response),
                    "/*",
                    EnumSet.of(DispatcherType.REQUEST));
            context.addFilter(new FilterHolder(filter()), "/*", EnumSet.of(DispatcherType.REQUEST));
            addViews(context);
        })) {
            assertThat(site.get(target).status()).isEqualTo(status);
        }
    }

    /** A site that takes a POST of the host that the request names, and shows what came of it. */
    private static TestSite posts(HttpConfiguration http, TrustedProxies proxies) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        TestSite.register(
                context,
                TallystickFilter.builder(
                                CsrfProtection.builder().trustedProxies(proxies).build())
                        .build());
        context.addServlet(
                TestSite.servlet((request, response) -> {
                    if (request.getMethod().equals("GET")) {
                        TestSite.print(response, TallystickFilter.token(request).value());
                    }
                }),
                "/*");
        return TestSite.start(server, context);
    }

    private static WireRequest post(Visitor visitor, String line, String token) throws IOException {
        return WireRequest.line(line)
                .header("Cookie", visitor.cookieLine())
                .header("X-CSRF-Token", token)
                .header("Content-Length", "0")
                .header("Connection", "close");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST /x HTTP/1.1                    | Host: bank.example        | http://bank.example      | 200",
                "POST /x HTTP/1.1                    | Host: BANK.example:80     | http://bank.example      | 200",
                "POST /x HTTP/1.1                    | Host: [::1]:8080          | http://[::1]:8080        | 200",
                "POST /x HTTP/1.1                    | Host: other.example       | http://bank.example      | 403",
                "POST http://bank.example/x HTTP/1.1 | Host: bank.example        | http://bank.example      | 200",
                "POST http://bank.example/x HTTP/1.1 | Host: other.example       | http://bank.example      | 400",
                "POST http://other.example/x HTTP/1.1| Host: bank.example        | http://bank.example      | 400",
                "POST /x HTTP/1.1                    | X-None: 1                 | http://bank.example      | 400",
                "POST /x HTTP/1.0                    | X-None: 1                 | http://bank.example      | 403",
                "POST http://bank.example/x HTTP/1.0 | X-None: 1                 | http://bank.example      | 403"
            })
    void theHostIsTheOneThatTheRequestNames(String line, String host, String origin, int status) throws Exception {
        try (TestSite site = posts(new HttpConfiguration(), TrustedProxies.none())) {
            Visitor visitor = new Visitor(site.port());
            String token = visitor.token("/");

            WireReply response =
                    site.send(post(visitor, line, token).headerLine(host).header("Origin", origin));

            assertThat(response.status()).isEqualTo(status);
        }
    }

    @Test
    void withoutAHostAnUnsafeRequestIsDenied() throws Exception {
        try (TestSite site = posts(new HttpConfiguration(), TrustedProxies.none())) {
            Visitor visitor = new Visitor(site.port());
            String token = visitor.token("/");

            WireReply response =
                    site.send(post(visitor, "POST /x HTTP/1.0", token).header("Origin", site.origin()));

            assertThat(response.reason()).isEqualTo("bad-host");
        }
    }

    @ParameterizedTest
    @CsvSource({"https://bank.example, 200", "https://bank.example:444, 403", "http://inner:81, 403"})
    void theServerCanBeTheOneThatTakesForwardedHeaders(String origin, int status) throws Exception {
        HttpConfiguration http = new HttpConfiguration();
        http.addCustomizer(new ForwardedRequestCustomizer());
        try (TestSite site = posts(http, TrustedProxies.server())) {
            Visitor visitor = new Visitor(site.port());
            WireReply page = visitor.send(forwarded(WireRequest.line("GET / HTTP/1.1")));

            WireReply response = site.send(
                    forwarded(post(visitor, "POST /x HTTP/1.1", page.body()).header("Origin", origin)));

            assertThat(response.status()).isEqualTo(status);
        }
    }

    private static WireRequest forwarded(WireRequest request) {
        return request.header("Host", "inner:81")
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "bank.example");
    }
}
