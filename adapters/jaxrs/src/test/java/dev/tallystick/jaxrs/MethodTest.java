package dev.tallystick.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import jakarta.annotation.Priority;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.glassfish.jersey.server.filter.HttpMethodOverrideFilter;
import org.glassfish.jersey.server.filter.UriConnegFilter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing unsafe reaches a view unchecked: by no method, and by no filter that makes one of another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MethodTest {

    private static final BlockingQueue<String> REACHED = new LinkedBlockingQueue<>();

    private TestSite site;
    private TestSite rewriting;

    @BeforeAll
    void start() throws IOException {
        site = TestSite.guardedBy(router(), View.class, Door.class);
        rewriting = TestSite.guardedBy(
                router(),
                View.class,
                Door.class,
                HttpMethodOverrideFilter.class,
                new UriConnegFilter(Map.of("json", MediaType.APPLICATION_JSON_TYPE), Map.of()),
                ByHeader.class);
    }

    private static Router router() {
        return Router.builder()
                .mount("/web", Protections.csrf().build())
                .mount("/mobile", Protections.jwt())
                .otherwise(Protection.none())
                .build();
    }

    @AfterAll
    void stop() {
        site.close();
        rewriting.close();
    }

    @BeforeEach
    void forget() {
        REACHED.clear();
    }

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @HttpMethod("QUERY")
    @interface Query {}

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @HttpMethod("BREW")
    @interface Brew {}

    @Path("web/view")
    public static final class View {

        private static String answer(ContainerRequestContext context) {
            REACHED.add(context.getMethod());
            return context.getMethod();
        }

        @GET
        public String get(@Context ContainerRequestContext context) {
            return answer(context);
        }

        @POST
        public String post(@Context ContainerRequestContext context) {
            return answer(context);
        }

        @PUT
        public String put(@Context ContainerRequestContext context) {
            return answer(context);
        }

        @DELETE
        public String delete(@Context ContainerRequestContext context) {
            return answer(context);
        }

        @Query
        public String query(@Context ContainerRequestContext context) {
            return answer(context);
        }

        @Brew
        public String brew(@Context ContainerRequestContext context) {
            return answer(context);
        }
    }

    @Path("mobile")
    public static final class Door {

        @GET
        public String get() {
            REACHED.add("mobile");
            return "mobile";
        }
    }

    /** Filters of an application that does as it likes. */
    @PreMatching
    @Priority(100)
    public static final class ByHeader implements ContainerRequestFilter {

        @Override
        public void filter(ContainerRequestContext context) {
            String method = context.getHeaderString("X-Make");
            if (method != null) {
                context.setMethod(method);
            }
            String path = context.getHeaderString("X-Go");
            if (path != null) {
                context.setRequestUri(context.getUriInfo().getBaseUri().resolve(path));
            }
        }
    }

    private WireRequest forged(String method, String target) {
        return site.request(method, target).header("Origin", "https://evil.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "BREW", "PATCH", "PROPFIND", "get", "Post", "query", "GETX"})
    void everyOtherMethodIsUnsafe(String method) {
        assertThat(site.send(forged(method, "/web/view")).reason()).isEqualTo("untrusted-origin");
        assertThat(REACHED).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "QUERY"})
    void aSafeMethodPasses(String method) {
        assertThat(site.send(forged(method, "/web/view")).status()).isEqualTo(200);
        assertThat(REACHED).containsExactly(method.equals("HEAD") ? "GET" : method);
    }

    @Test
    void whatTheImplementationAnswersByItselfReachesNoView() {
        assertThat(site.send(forged("OPTIONS", "/web/view")).header("Allow")).contains("POST");
        assertThat(site.send(forged("TRACE", "/web/view")).status()).isEqualTo(405);
        assertThat(site.send(forged("OPTIONS", "/mobile")).reason()).isEqualTo("missing-jwt");
        assertThat(site.send(forged("GET", "/web/nothing")).status()).isEqualTo(404);
        assertThat(REACHED).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/web/view?_method=DELETE", "/web/view?%5Fmethod=post"})
    void aSafeMethodThatAsksToBeAnUnsafeOneIsNone(String target) {
        assertThat(rewriting.send(forged("GET", target)).reason()).isEqualTo("untrusted-origin");
        assertThat(REACHED).isEmpty();
    }

    @Test
    void aMethodThatAFilterChangesIsDecidedAgain() {
        WireReply forged = rewriting.send(forged("GET", "/web/view").header("X-Make", "DELETE"));

        assertThat(forged.reason()).isEqualTo("untrusted-origin");
        assertThat(REACHED).isEmpty();
    }

    @Test
    void anOverrideWithItsTokenIsFollowed() {
        Visitor visitor = new Visitor(rewriting.port());
        String token = visitor.token("/token");

        WireReply put = visitor.send(visitor.request("POST", "/web/view")
                .header("X-HTTP-Method-Override", "PUT")
                .form("_csrf=" + token));
        WireReply brew = visitor.send(
                visitor.request("GET", "/web/view").header("X-Make", "BREW").header("X-CSRF-Token", token));

        assertThat(put.body()).isEqualTo("PUT");
        assertThat(brew.body()).isEqualTo("BREW");
    }

    @Test
    void aPathThatAFilterChangesWithinItsMountIsFollowed() {
        Visitor visitor = new Visitor(rewriting.port());
        String token = visitor.token("/token");

        WireReply got = rewriting.get("/web/view.json");
        WireReply posted =
                visitor.send(visitor.request("POST", "/web/view.json").form("_csrf=" + token));
        WireReply forged = rewriting.send(forged("POST", "/web/view.json"));

        assertThat(got.body()).isEqualTo("GET");
        assertThat(posted.body()).isEqualTo("POST");
        assertThat(forged.reason()).isEqualTo("untrusted-origin");
    }

    @Test
    void aPathThatAFilterChangesToAnotherMountIsRefused() {
        WireReply shortened = rewriting.get("/mobile.json");
        WireReply moved = rewriting.send(rewriting.request("GET", "/open").header("X-Go", "/mobile"));
        WireReply hidden = rewriting.send(rewriting.request("POST", "/open").header("X-Go", "/web/view"));
        WireReply ambiguous = rewriting.send(rewriting.request("GET", "/web/x").header("X-Go", "/web/view;x"));

        assertThat(shortened.reason()).isEqualTo("ambiguous-path");
        assertThat(moved.reason()).isEqualTo("ambiguous-path");
        assertThat(hidden.reason()).isEqualTo("ambiguous-path");
        assertThat(ambiguous.reason()).isEqualTo("ambiguous-path");
        assertThat(REACHED).isEmpty();
    }

    @Test
    void aHandshakeIsJudgedThoughNothingIsUpgradedHere() {
        WireReply foreign = site.send(
                forged("GET", "/web/view").header("Connection", "Upgrade").header("Upgrade", "websocket"));
        WireReply own = site.send(site.request("GET", "/web/view")
                .header("Origin", site.origin())
                .header("Connection", "Upgrade")
                .header("Upgrade", "websocket"));

        assertThat(foreign.reason()).isEqualTo("untrusted-origin");
        assertThat(own.body()).isEqualTo("GET");
    }
}
