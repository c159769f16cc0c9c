package dev.tallystick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Decision;
import dev.tallystick.Protection;
import dev.tallystick.Reason;
import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import dev.tallystick.token.Key;
import dev.tallystick.token.KeyRing;
import dev.tallystick.token.SecretBytes;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * A site that the tables are played against: Jetty, the filter and one view for every path, and what each request made of them.
 * {@code /web/form} shows a token, {@code /web/socket} opens a WebSocket, any other path says where the container found the view.
 */
final class ContractSite implements AutoCloseable {

    /** Hundreds of denials are meant here, and none of them is worth a line on the console. */
    private static final Logger LOG = Logger.getLogger("dev.tallystick");

    private static final AtomicInteger OPEN = new AtomicInteger();

    /** Opens, and says nothing. */
    public static final class Silent extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {}
    }

    /**
     * What came of one request.
     *
     * @param response null if the server closed the connection without one
     * @param decision what the listener was told; null if the request didn't come as far as the filter
     */
    record Answer(@Nullable WireReply response, @Nullable Decision decision, int views) {

        /** The server answered by itself, before the filter and any view. */
        boolean isServersOwn() {
            return decision == null && views == 0;
        }

        void assertAllowed() {
            assertThat(decision).as("%s", this).isNotNull();
            assertThat(decision.isAllowed()).as("%s", this).isTrue();
            assertThat(response).isNotNull();
            assertThat(response.status()).as("%s", this).isIn(200, 101);
            assertThat(views).isEqualTo(response.status() == 101 ? 0 : 1);
        }

        /** Denied by the filter for this reason: the listener, the status and the body say so. */
        void assertDenied(String reason) {
            assertThat(decision).as("%s", this).isNotNull();
            assertThat(decision.passes()).as("%s", this).isFalse();
            assertThat(decision.reason()).isNotNull();
            assertThat(decision.reason().code()).isEqualTo(reason);
            assertThat(views).as("views reached").isZero();
            assertThat(response).isNotNull();
            assertThat(response.status()).isEqualTo(decision.reason().status());
            assertThat(response.reason()).as("%s", response).isEqualTo(reason);
            assertThat(response.header("Content-Type")).startsWith("application/problem+json");
            assertThat(response.header("Cache-Control")).isEqualTo("no-store");
            assertThat(response.headers("Set-Cookie")).isEmpty();
        }

        /** As good as denied: the server closed the connection or said that the request is wrong, and no view was reached. */
        void assertRefusedByTheServer() {
            assertThat(isServersOwn()).as("%s", this).isTrue();
            if (response != null) {
                // 505 is of a request line that a line feed or a missing target cut short: Jetty takes it for HTTP/0.9.
                assertThat(response.status()).as("%s", response).matches(s -> s == 505 || s >= 400 && s < 500);
                assertThat(response.reason()).isNull();
            }
        }

        /** Denied by the filter for this reason, or refused by the server before it. */
        void assertDeniedOrRefused(Reason reason) {
            if (isServersOwn()) {
                assertRefusedByTheServer();
            } else {
                assertDenied(reason.code());
            }
        }
    }

    private final List<Decision> decisions = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger views = new AtomicInteger();
    private final TestSite site;

    private ContractSite(Protection protection) throws Exception {
        TallystickFilter filter = TallystickFilter.builder(protection)
                .listener(event -> decisions.add(event.decision()))
                .build();
        site = TestSite.guarded(filter, context -> {
            JakartaWebSocketServletContainerInitializer.configure(context, (servletContext, container) -> {
                try {
                    container.addEndpoint(ServerEndpointConfig.Builder.create(Silent.class, "/web/socket")
                            .build());
                } catch (DeploymentException e) {
                    throw new IllegalStateException(e);
                }
            });
            context.addServlet(
                    TestSite.servlet((request, response) -> {
                        views.incrementAndGet();
                        String path =
                                request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
                        TestSite.print(
                                response,
                                path.equals("/web/form")
                                        ? TallystickFilter.token(request).value()
                                        : request.getAttribute(TallystickFilter.MOUNT_ATTRIBUTE) + "|" + path);
                    }),
                    "/*");
        });
        OPEN.incrementAndGet();
        LOG.setUseParentHandlers(false);
    }

    /** Starts a site whose connector speaks HTTP. */
    static ContractSite start(Protection protection) {
        try {
            return new ContractSite(protection);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts a site which sees every request with this scheme, as behind a connector that ends TLS. */
    static ContractSite start(Protection protection, String scheme) {
        ContractSite site = start(protection);
        if (scheme.equals("https")) {
            site.connector().addCustomizer((request, headers) -> new OverTls(request));
        }
        return site;
    }

    /** Has Jetty check neither paths nor hosts by itself, as an operator can: what it would refuse is left to the filter. */
    ContractSite lenient() {
        connector().setUriCompliance(UriCompliance.UNSAFE);
        connector()
                .setHttpCompliance(HttpCompliance.RFC9110.with(
                        "lenient",
                        HttpCompliance.Violation.DUPLICATE_HOST_HEADERS,
                        HttpCompliance.Violation.UNSAFE_HOST_HEADER,
                        HttpCompliance.Violation.MISMATCHED_AUTHORITY));
        return this;
    }

    private HttpConfiguration connector() {
        return site.context()
                .getServer()
                .getConnectors()[0]
                .getConnectionFactory(HttpConnectionFactory.class)
                .getHttpConfiguration();
    }

    /** Keys that are nobody's secret, as configuration spells them. */
    static String keys() {
        return "first:" + "A".repeat(43);
    }

    /** A ring of one such key. */
    static KeyRing keyRing(String id) {
        return KeyRing.of(List.of(Key.of(id, SecretBytes.copyOf(new byte[32]))));
    }

    /** A request that prefers a problem document to a page. */
    static WireRequest request(String method, String target, List<String> headerLines) {
        WireRequest request =
                WireRequest.line(method + " " + target + " HTTP/1.1").header("Accept", "application/json");
        for (String line : headerLines) {
            request = request.headerLine(line);
        }
        return request;
    }

    Answer send(WireRequest request) {
        decisions.clear();
        views.set(0);
        WireReply response;
        try (WireConnection connection = WireConnection.open(site.port())) {
            response = connection.exchange(request);
        } catch (IOException e) {
            response = null;
        }
        assertThat(decisions).as("decided once").hasSizeLessThan(2);
        return new Answer(response, decisions.isEmpty() ? null : decisions.get(0), views.get());
    }

    @Override
    public void close() {
        site.close();
        LOG.setUseParentHandlers(OPEN.decrementAndGet() == 0);
    }

    private static final class OverTls extends Request.Wrapper {

        OverTls(Request request) {
            super(request);
        }

        @Override
        public HttpURI getHttpURI() {
            return HttpURI.build(super.getHttpURI()).scheme("https").asImmutable();
        }

        @Override
        public boolean isSecure() {
            return true;
        }
    }
}
