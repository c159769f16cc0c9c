package dev.tallystick.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfExempt;
import dev.tallystick.DecisionEvent;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireReply;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An annotation exempts a view from the forgery check, and from nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExemptTest {

    private static final BlockingQueue<String> REACHED = new LinkedBlockingQueue<>();

    private final List<DecisionEvent> events = new CopyOnWriteArrayList<>();
    private TestSite site;

    @BeforeAll
    void start() throws IOException {
        TallystickFeature feature = TallystickFeature.builder(Router.builder()
                        .mount("/web", Protections.csrf().build())
                        .mount("/mobile", Protections.jwt())
                        .mount("/denied", Protection.denyAll())
                        .mount(
                                "/both",
                                Protection.bearerOr(
                                        Protections.jwt(), Protections.csrf().build()))
                        .otherwise(Protection.denyAll())
                        .build())
                .listener(events::add)
                .build();
        site = TestSite.guardedBy(
                feature, Hooks.class, Methods.class, Annotated.class, Plain.class, Tree.class, NotFound.class);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @BeforeEach
    void forget() {
        REACHED.clear();
        events.clear();
    }

    @Path("{mount}/hooks")
    @CsrfExempt
    public static final class Hooks {

        @POST
        public String post(@PathParam("mount") String mount, @FormParam("a") String a) {
            REACHED.add("hooks");
            return mount + " " + a;
        }
    }

    @Path("web/methods")
    public static final class Methods {

        @POST
        @Path("free")
        @CsrfExempt
        public String free() {
            REACHED.add("free");
            return "free";
        }

        @POST
        @Path("freely")
        public String guarded() {
            REACHED.add("guarded");
            return "guarded";
        }

        @PUT
        @Path("free")
        public String put() {
            REACHED.add("put");
            return "put";
        }

        @Path("free/{id}")
        public Sub locate() {
            return new Sub();
        }
    }

    public static final class Sub {

        @POST
        public String post() {
            REACHED.add("sub");
            return "sub";
        }
    }

    @CsrfExempt
    public static final class ExemptSub {

        @POST
        public String post() {
            REACHED.add("exempt sub");
            return "sub";
        }
    }

    @Path("web/plain")
    public static final class Plain {

        @POST
        public String post() {
            REACHED.add("plain");
            return "plain";
        }
    }

    @Path("web/tree")
    public static final class Tree {

        @Path("leaf")
        public ExemptSub locate() {
            REACHED.add("locator");
            return new ExemptSub();
        }
    }

    @Path("web/annotated")
    @CsrfExempt
    public static final class Annotated {

        @GET
        public String get(@Context ContainerRequestContext context) {
            return TallystickFeature.token(context).value();
        }

        @POST
        public String post(@Context ContainerRequestContext context) {
            REACHED.add("annotated");
            return TallystickFeature.decision(context).rule().code() + " "
                    + TallystickFeature.token(context).value().length();
        }
    }

    /** What an application does about all that goes wrong. */
    public static final class NotFound implements ExceptionMapper<WebApplicationException> {

        @Override
        public Response toResponse(WebApplicationException exception) {
            return Response.ok("mapped").header("X-Mapped", "yes").build();
        }
    }

    private WireReply forged(String method, String target) {
        return site.send(site.request(method, target)
                .header("Origin", "https://evil.example")
                .form("a=1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/web/hooks", "/web/methods/free", "/web/annotated", "/both/hooks"})
    void anExemptViewIsReachedAndTheDecisionSaysWhy(String target) {
        WireReply response = forged("POST", target);

        assertThat(response.status()).isEqualTo(200);
        assertThat(REACHED).hasSize(1);
        assertThat(events).hasSize(1);
        assertThat(events.get(0).decision().toString()).isEqualTo("allowed rule=exemption evidence=foreign");
    }

    @Test
    void anExemptViewFindsItsBody() {
        assertThat(forged("POST", "/web/hooks").body()).isEqualTo("web 1");
    }

    @Test
    void anExemptAnswerToAnotherSiteSetsNoCookie() {
        WireReply response = forged("POST", "/web/annotated");

        assertThat(response.body()).startsWith("exemption ");
        assertThat(response.headers("Set-Cookie")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /web/methods/freely",
        "PUT, /web/methods/free",
        "POST, /web/plain",
        "POST, /web/methods/free/1",
        "POST, /web/tree/leaf"
    })
    void anotherViewNearbyIsNot(String method, String target) {
        WireReply response = forged(method, target);

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.reason()).isEqualTo("untrusted-origin");
        assertThat(REACHED).isEmpty();
        assertThat(events).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"/mobile/hooks, 401, missing-jwt", "/denied/hooks, 403, no-protection", "/x/hooks, 403, no-protection"})
    void nothingElseIsRelaxed(String target, int status, String reason) {
        WireReply response = forged("POST", target);

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.reason()).isEqualTo(reason);
        assertThat(REACHED).isEmpty();
    }

    @Test
    void aPathStaysAmbiguous() {
        assertThat(forged("POST", "/web//hooks").reason()).isEqualTo("ambiguous-path");
        assertThat(forged("POST", "/web/hooks;x").reason()).isEqualTo("ambiguous-path");
        assertThat(REACHED).isEmpty();
    }

    @Test
    void aBearerOnAMountForBothIsTheJwtsAlone() {
        WireReply response = site.send(site.request("POST", "/both/hooks")
                .header("Authorization", "Basic x")
                .header("Authorization", "Bearer"));

        assertThat(response.status()).isBetween(400, 403);
        assertThat(REACHED).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"DELETE, /web/methods/free", "POST, /web/methods/free-of-views", "PATCH, /web/hooks"})
    void whereNoViewIsFoundTheRefusalIsTheAnswerAndNoMapperChangesIt(String method, String target) {
        WireReply response = forged(method, target);

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.reason()).isEqualTo("untrusted-origin");
        assertThat(response.header("X-Mapped")).isNull();
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        assertThat(events).hasSize(1);
    }

    @Test
    void aRequestWithATokenToAViewThatIsNotThereIsOnlyNotFound() {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/web/annotated");

        WireReply response =
                visitor.send(visitor.request("POST", "/web/hooks/none").header("X-CSRF-Token", token));

        assertThat(response.header("X-Mapped")).isEqualTo("yes");
        assertThat(events.get(events.size() - 1).decision().isAllowed()).isTrue();
    }

    @Test
    void aSafeRequestToAnExemptViewIsAsAnyOther() {
        assertThat(new Visitor(site.port()).get("/web/annotated").headers("Set-Cookie"))
                .hasSize(1);
        assertThat(events.get(0).decision().rule().code()).isEqualTo("safe-method");
    }
}
