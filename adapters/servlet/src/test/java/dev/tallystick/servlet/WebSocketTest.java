package dev.tallystick.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireRequest;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.EnumSet;
import java.util.TreeSet;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.FilterMapping;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Jetty opens WebSockets in a filter of its own, which puts itself first; ours comes before it all the same. */
class WebSocketTest {

    /** The ways to have both in one application. */
    private enum Arrangement {
        GUARD_BEFORE_WEBSOCKETS {
            @Override
            void setUp(ServletContextHandler context, TallystickFilter filter) {
                TestSite.register(context, filter);
                addWebSockets(context);
            }
        },
        WEBSOCKETS_BEFORE_GUARD {
            @Override
            void setUp(ServletContextHandler context, TallystickFilter filter) {
                addWebSockets(context);
                TestSite.register(context, filter);
            }
        },
        BEHIND_A_FILTER_THAT_WANTS_TO_BE_FIRST {
            @Override
            void setUp(ServletContextHandler context, TallystickFilter filter) {
                context.addServletContainerInitializer((classes, servletContext) -> servletContext
                        .addFilter("eager", (request, response, chain) -> chain.doFilter(request, response))
                        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*"));
                addWebSockets(context);
                TestSite.register(context, filter);
            }
        },
        ADDED_TO_THE_HANDLER {
            @Override
            void setUp(ServletContextHandler context, TallystickFilter filter) {
                context.addFilter(new FilterHolder(filter), "/*", EnumSet.allOf(DispatcherType.class));
                addWebSockets(context);
            }
        },
        ADDED_TO_THE_HANDLER_LAST {
            @Override
            void setUp(ServletContextHandler context, TallystickFilter filter) {
                context.addFilter(
                        (request, response, chain) -> chain.doFilter(request, response),
                        "/*",
                        EnumSet.allOf(DispatcherType.class));
                addWebSockets(context);
                context.addFilter(new FilterHolder(filter), "/*", EnumSet.allOf(DispatcherType.class));
            }
        },
        MAPPED_TO_A_PREFIX {
            @Override
            void setUp(ServletContextHandler context, TallystickFilter filter) {
                addWebSockets(context);
                context.addFilter(new FilterHolder(filter), "/web/*", EnumSet.of(DispatcherType.REQUEST));
                context.addFilter(new FilterHolder(filter(true)), "/mobile/*", EnumSet.of(DispatcherType.REQUEST));
            }
        },
        WEBSOCKETS_BY_A_LISTENER {
            @Override
            void setUp(ServletContextHandler context, TallystickFilter filter) {
                TestSite.register(context, filter);
                context.addEventListener(new ServletContextListener() {
                    @Override
                    public void contextInitialized(ServletContextEvent event) {
                        addEndpoint(JakartaWebSocketServletContainerInitializer.initialize(context));
                    }
                });
            }
        },
        WEBSOCKETS_WHEN_A_VIEW_ASKS {
            @Override
            void setUp(ServletContextHandler context, TallystickFilter filter) {
                TestSite.register(context, filter);
                context.addServlet(
                        TestSite.servlet((request, response) ->
                                addEndpoint(JakartaWebSocketServletContainerInitializer.initialize(context))),
                        "/web/begin");
            }

            @Override
            void begin(TestSite site) {
                assertThat(site.get("/web/begin").status()).isEqualTo(200);
            }
        };

        abstract void setUp(ServletContextHandler context, TallystickFilter filter);

        void begin(TestSite site) {}
    }

    /** Echoes, after it has said what the handshake showed of the client. */
    @ServerEndpoint(value = "/{mount}/socket", configurator = Shown.class)
    public static class Echo {
        @OnOpen
        public void open(Session session) throws IOException {
            session.getBasicRemote()
                    .sendText(session.getUserProperties().get("shown") + " " + session.getUserPrincipal());
        }

        @OnMessage
        public String echo(String message) {
            return message;
        }
    }

    /** Notes what a handshake shows. */
    public static class Shown extends ServerEndpointConfig.Configurator {
        @Override
        public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
            boolean session = request.getHttpSession() != null;
            boolean cookie = new TreeSet<>(request.getHeaders().keySet())
                    .stream().anyMatch(name -> name.equalsIgnoreCase("Cookie"));
            Principal user = request.getUserPrincipal();
            config.getUserProperties()
                    .put(
                            "shown",
                            "session=" + session + " cookie=" + cookie + " user="
                                    + (user == null ? null : user.getName()) + " admin="
                                    + request.isUserInRole("admin"));
        }
    }

    private static void addWebSockets(ServletContextHandler context) {
        JakartaWebSocketServletContainerInitializer.configure(
                context, (servletContext, container) -> addEndpoint(container));
    }

    private static void addEndpoint(ServerContainer container) {
        try {
            container.addEndpoint(Echo.class);
        } catch (DeploymentException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TallystickFilter filter(boolean inner) {
        Protection router = Router.builder()
                .mount("/web", CsrfProtection.builder().build())
                .mount("/mobile", new BearerDoor())
                .otherwise(Protection.denyAll())
                .build();
        TallystickFilter.Builder builder = TallystickFilter.builder(router);
        return (inner ? builder.insideAnother() : builder).build();
    }

    private static TestSite start(Arrangement arrangement) throws Exception {
        TestSite site = TestSite.start(context -> {
            context.addServlet(
                    TestSite.servlet((request, response) ->
                            TestSite.print(response, request.getSession().getId())),
                    "/web/session");
            arrangement.setUp(context, filter(false));
        });
        arrangement.begin(site);
        return site;
    }

    private static WireRequest handshake(TestSite site, String path) {
        return site.request("GET", path)
                .header("Upgrade", "websocket")
                .header("Connection", "Upgrade")
                .header("Sec-WebSocket-Version", "13")
                .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    }

    @ParameterizedTest
    @EnumSource(Arrangement.class)
    void aHandshakeOfTheOwnSiteOpensOneAndAnyOtherIsRefused(Arrangement arrangement) throws Exception {
        try (TestSite site = start(arrangement)) {
            WireRequest foreign = handshake(site, "/web/socket").header("Origin", "http://evil.example");
            WireRequest own = handshake(site, "/web/socket").header("Origin", site.origin());
            WireRequest unknown = handshake(site, "/web/socket");
            WireRequest mobile = handshake(site, "/mobile/socket").header("Origin", site.origin());
            WireRequest bearer = handshake(site, "/mobile/socket").header("Authorization", "Bearer ann");

            assertThat(site.send(foreign)).satisfies(response -> {
                assertThat(response.status()).isEqualTo(403);
                assertThat(response.reason()).isEqualTo("untrusted-origin");
            });
            assertThat(site.send(own).status()).isEqualTo(101);
            assertThat(site.send(unknown).reason()).isEqualTo("missing-origin");
            assertThat(site.send(mobile)).satisfies(response -> {
                assertThat(response.status()).isEqualTo(401);
                assertThat(response.header("WWW-Authenticate")).isEqualTo("Bearer");
            });
            assertThat(site.send(bearer).status()).isEqualTo(101);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    WebSocket          | keep-alive, UPGRADE
                    websocket          | close, upgrade
                    h2c, websocket     | Upgrade
                    "websocket"        | Upgrade
                    websocket          | "upgrade"
                    websocket/13       | Upgrade
                    websocket;q=1      | Upgrade
                    websocket,         | ,upgrade
                    """, quoteCharacter = '\'')
    void noSpellingOpensOneForAForeignPage(String upgrade, String connection) throws Exception {
        try (TestSite site = start(Arrangement.WEBSOCKETS_BEFORE_GUARD)) {
            WireRequest request = site.request("GET", "/web/socket")
                    .header("Upgrade", upgrade)
                    .header("Connection", connection)
                    .header("Sec-WebSocket-Version", "13")
                    .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
                    .header("Origin", "http://evil.example");

            assertThat(site.send(request).status()).isNotEqualTo(101);
        }
    }

    @Test
    void aHandshakeOfSeveralLinesIsSeenAsJettySeesIt() throws Exception {
        try (TestSite site = start(Arrangement.WEBSOCKETS_BEFORE_GUARD)) {
            WireRequest own = twoLines(site).header("Origin", site.origin());
            WireRequest foreign = twoLines(site).header("Origin", "http://evil.example");

            assertThat(site.send(own).status()).isEqualTo(101);
            assertThat(site.send(foreign).status()).isEqualTo(403);
        }
    }

    private static WireRequest twoLines(TestSite site) {
        return site.request("GET", "/web/socket")
                .header("Upgrade", "h2c")
                .header("Upgrade", "websocket")
                .header("Connection", "keep-alive")
                .header("Connection", "upgrade")
                .header("Sec-WebSocket-Version", "13")
                .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    }

    @Test
    void aSocketThatWasOpenedWorks() throws Exception {
        try (TestSite site = start(Arrangement.GUARD_BEFORE_WEBSOCKETS);
                WireConnection connection = WireConnection.open(site.port())) {
            connection.exchange(handshake(site, "/web/socket").header("Origin", site.origin()));
            connection.send(frame("hello"));

            assertThat(message(connection)).isEqualTo("session=false cookie=false user=null admin=false null");
            assertThat(message(connection)).isEqualTo("hello");
        }
    }

    @Test
    void aSocketBehindAJwtSeesItsSubjectAndNothingAmbient() throws Exception {
        try (TestSite site = start(Arrangement.GUARD_BEFORE_WEBSOCKETS);
                WireConnection web = WireConnection.open(site.port());
                WireConnection mobile = WireConnection.open(site.port())) {
            Visitor visitor = new Visitor(site.port());
            visitor.get("/web/session");

            web.exchange(handshake(site, "/web/socket")
                    .header("Origin", site.origin())
                    .header("Cookie", visitor.cookieLine()));
            mobile.exchange(handshake(site, "/mobile/socket")
                    .header("Authorization", "Bearer ann")
                    .header("Cookie", visitor.cookieLine()));

            assertThat(message(web)).startsWith("session=true cookie=true user=null");
            assertThat(message(mobile)).isEqualTo("session=false cookie=false user=ann admin=false ann");
        }
    }

    @Test
    void aFilterThatIsMappedToServletsAloneCantGuardAndFailsAtStart() {
        FilterHolder holder = new FilterHolder(filter(false));
        holder.setName("tallystick");
        FilterMapping mapping = new FilterMapping();
        mapping.setFilterName("tallystick");
        mapping.setServletName("view");

        assertThat(catchThrowable(() -> TestSite.start(context -> {
                    addWebSockets(context);
                    context.getServletHandler().addFilter(holder, mapping);
                })))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("WebSocket")
                .hasMessageContaining("/*");
    }

    /** A short text, masked with zeros. */
    private static byte[] frame(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        byte[] frame = new byte[payload.length + 6];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | payload.length);
        System.arraycopy(payload, 0, frame, 6, payload.length);
        return frame;
    }

    private static String message(WireConnection connection) throws IOException {
        byte[] head = connection.receive(2);
        assertThat(head[0]).isEqualTo((byte) 0x81);
        return new String(connection.receive(head[1]), StandardCharsets.UTF_8);
    }
}
