package dev.tallystick.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Denial;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireReply;
import jakarta.annotation.Priority;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A denial is the answer, whatever else the application has. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DenialTest {

    private static final BlockingQueue<String> REACHED = new LinkedBlockingQueue<>();

    private TestSite site;

    private static Router router() {
        return Router.builder()
                .mount("/web", Protections.csrf().build())
                .mount("/mobile", Protections.jwt())
                .otherwise(Protection.denyAll())
                .build();
    }

    @BeforeAll
    void start() throws IOException {
        site = TestSite.guardedBy(router(), View.class, Eager.class, Late.class, Everything.class, Rewriting.class);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @BeforeEach
    void forget() {
        REACHED.clear();
    }

    @Path("web/view")
    public static final class View {

        @GET
        public String get() {
            REACHED.add("get");
            return "get";
        }

        @POST
        public String post() {
            REACHED.add("post");
            return "post";
        }
    }

    @PreMatching
    @Priority(-1000)
    public static final class Eager implements ContainerRequestFilter {

        @Override
        public void filter(ContainerRequestContext context) {
            REACHED.add("pre-matching filter");
        }
    }

    public static final class Late implements ContainerRequestFilter {

        @Override
        public void filter(ContainerRequestContext context) {
            REACHED.add("filter");
        }
    }

    /** What swallows all that is thrown. */
    public static final class Everything implements ExceptionMapper<Throwable> {

        @Override
        public Response toResponse(Throwable exception) {
            return Response.ok("swallowed").build();
        }
    }

    /** What makes everything fine, and cacheable. */
    @Priority(-1000)
    public static final class Rewriting implements ContainerResponseFilter {

        @Override
        public void filter(ContainerRequestContext request, ContainerResponseContext response) {
            response.setStatus(200);
            response.getHeaders().putSingle("Cache-Control", "public, max-age=60");
            response.getHeaders().putSingle("X-Filter", "ran");
        }
    }

    @Test
    void noFilterOfTheApplicationAndNoViewIsReached() {
        WireReply response = site.send(site.request("POST", "/web/view")
                .header("Origin", "https://evil.example")
                .form("a=1"));

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(response.reason()).isEqualTo("untrusted-origin");
        assertThat(REACHED).isEmpty();
    }

    @Test
    void aResponseFilterMayAddHeadersAndChangesNeitherStatusNorCaching() {
        WireReply response = site.get("/elsewhere");

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.headers("Cache-Control")).containsExactly("no-store");
        assertThat(response.header("X-Filter")).isEqualTo("ran");
    }

    @Test
    void aNavigatingBrowserGetsAPage() {
        WireReply response =
                site.send(site.request("GET", "/elsewhere").header("Accept", "text/html,application/xhtml+xml"));

        assertThat(response.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
        assertThat(response.body()).startsWith("<!DOCTYPE html>").contains("no-protection");
        assertThat(response.header("Content-Security-Policy")).isNotNull();
        assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void whatTheClientAcceptsIsNoReasonNotToSayIt() {
        WireReply response = site.send(site.request("GET", "/elsewhere").header("Accept", "image/png"));

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.reason()).isEqualTo("no-protection");
    }

    @Test
    void aJwtsDoorChallenges() {
        WireReply response = site.get("/mobile/x");

        assertThat(response.status()).isEqualTo(401);
        assertThat(response.headers("WWW-Authenticate")).containsExactly("Bearer");
        assertThat(response.reason()).isEqualTo("missing-jwt");
    }

    @Test
    void aDeniedHeadHasNoBodyAndTheConnectionGoesOn() throws IOException {
        try (WireConnection connection = WireConnection.open(site.port())) {
            WireReply head = connection.exchange(site.request("HEAD", "/elsewhere"));
            WireReply next = connection.exchange(site.request("GET", "/web/view"));

            assertThat(head.status()).isEqualTo(403);
            assertThat(next.body()).isEqualTo("get");
        }
    }

    @Test
    void aHandlerReplacesThePageAlone() throws IOException {
        TallystickFeature feature = TallystickFeature.builder(router())
                .denialHandler((request, decision, standard) ->
                        new Denial.Content("text/plain; charset=utf-8", "No: " + decision.reason() + " é"))
                .build();
        try (TestSite own = TestSite.guardedBy(feature, View.class)) {
            WireReply response = own.get("/elsewhere");

            assertThat(response.status()).isEqualTo(403);
            assertThat(response.body()).startsWith("No: ").endsWith(" é");
            assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        }
    }

    @Test
    void aDenialIsOneLineInTheLogWithoutTheQuery() {
        try (LogRecords log = new LogRecords()) {
            site.get("/elsewhere?secret=1");

            assertThat(log.messages(Level.WARNING)).hasSize(1);
            assertThat(log.messages(Level.WARNING).get(0))
                    .contains("GET /elsewhere ")
                    .contains("reason=no-protection")
                    .doesNotContain("secret");
        }
    }
}
