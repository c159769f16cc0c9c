package dev.tallystick.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.MatrixParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No request reaches a view by another path than the one that was decided on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PathTest {

    private static final BlockingQueue<String> REACHED = new LinkedBlockingQueue<>();

    private TestSite site;

    private static TallystickFeature feature(boolean pathParameters) {
        // Behind "otherwise" all is open: what the guard and the server read differently would get through.
        return TallystickFeature.builder(Router.builder()
                        .mount("/web", Protections.csrf().build())
                        .mount("/web/admin", Protection.denyAll())
                        .mount("/mobile", Protections.jwt())
                        .mount("/open", Protection.none())
                        .allowPathParameters(pathParameters)
                        .otherwise(Protection.none())
                        .build())
                .build();
    }

    @BeforeAll
    void start() throws IOException {
        site = TestSite.guardedBy(feature(false), Web.class, Mobile.class, Anything.class);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @BeforeEach
    void forget() {
        REACHED.clear();
    }

    private static String answer(String view, ContainerRequestContext context) {
        REACHED.add(view);
        return view + " " + TallystickFeature.mount(context);
    }

    @Path("web/x")
    public static final class Web {

        @GET
        public String get(@Context ContainerRequestContext context) {
            return answer("web", context);
        }

        @POST
        public String post(@Context ContainerRequestContext context) {
            return answer("web", context);
        }
    }

    @Path("mobile/x")
    public static final class Mobile {

        @GET
        public String get(@Context ContainerRequestContext context, @MatrixParam("m") String matrix) {
            return answer("mobile", context) + " " + matrix;
        }
    }

    @Path("{all: .*}")
    public static final class Anything {

        @GET
        public String get(@Context ContainerRequestContext context, @PathParam("all") String all) {
            return answer("any", context) + " " + all;
        }

        @POST
        public String post(@Context ContainerRequestContext context, @PathParam("all") String all) {
            return answer("any", context) + " " + all;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/web/x, 'web /web'",
        "/web/x/, 'web /web'",
        "/web/x?y=/../z, 'web /web'",
        "/%77eb/x, 'web /web'",
        "/web/%78, 'web /web'",
        "/web, 'any /web web'",
        "/web/y, 'any /web web/y'",
        "/open/%C3%A9, 'any /open open/é'",
        "/open/%c3%a9, 'any /open open/é'",
        "/open/a%20b, 'any /open open/a b'",
        "/open/a%40b%2B, 'any /open open/a@b+'",
        "/WEB/x, 'any  WEB/x'",
        "/webhook, 'any  webhook'",
        "/other, 'any  other'",
        "/, 'any  '"
    })
    void theViewIsFoundByThePathThatWasDecidedOn(String target, String answer) {
        assertThat(site.get(target).body()).isEqualTo(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/web;x=1/form",
                "/web/x;y",
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
                "/open/%2561",
                "/open%3bx",
                "/open#/../web",
                "/open?x#y",
                "/open/\u00e9",
                "/open/..;/web/x",
                "http:///open/x",
                "ftp://localhost/open",
                "%2fopen/mobile/x",
                "%2f/mobile/x"
            })
    void whatTwoParsersCouldReadDifferentlyIsRefused(String target) {
        WireReply response = site.get(target);

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.reason()).isEqualTo("ambiguous-path");
        assertThat(REACHED).isEmpty();
    }

    @Test
    void anAbsoluteTargetIsReadAsItsPath() {
        assertThat(site.get("http://" + site.host() + "/web/x?y").body()).isEqualTo("web /web");
        assertThat(site.get("HTTP://" + site.host() + "/open").body()).isEqualTo("any /open open");
        assertThat(site.get("http://" + site.host()).status()).isBetween(400, 499);
        assertThat(site.get("http://" + site.host() + "/mobile/x").reason()).isEqualTo("missing-jwt");
        assertThat(site.get("http://" + site.host() + "//mobile/x").reason()).isEqualTo("ambiguous-path");
        assertThat(site.get("http://" + site.host() + "/open#x").reason()).isEqualTo("ambiguous-path");
    }

    @Test
    void theTargetOfAnAbsoluteRequestMustAgreeWithHost() {
        WireReply other = site.send(WireRequest.line("POST http://localhost:1/web/x HTTP/1.1")
                .header("Host", site.host())
                .header("Origin", site.origin())
                .header("Content-Length", "0"));
        WireReply same = site.send(site.request("POST", site.origin() + "/web/x")
                .header("Origin", site.origin())
                .header("Content-Length", "0"));

        assertThat(other.reason()).isEqualTo("bad-host");
        assertThat(same.reason()).isEqualTo("missing-secret");
        assertThat(REACHED).isEmpty();
    }

    /** These the server refuses itself; what counts is that no view is reached. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "//",
                "/open\\x",
                "/open|x",
                "/open/%zz",
                "/open/%",
                "?x",
                "web",
                "http://localhost",
                "@localhost/open",
                ":1/open",
                "gopher:open"
            })
    void whatTheServerRefusesReachesNoView(String target) throws IOException {
        try (WireConnection connection = WireConnection.open(site.port())) {
            assertThat(connection.exchange(site.request("GET", target)).status())
                    .isBetween(400, 599);
        } catch (EOFException e) {
            assertThat(e).hasMessageContaining("closed");
        }
        assertThat(REACHED).isEmpty();
    }

    /** The container makes its base URI of what the client says in Host, and takes its path off the target by length. */
    @ParameterizedTest
    @CsvSource({
        "localhost/aaaa, /open/mobile/x",
        "localhost/open, /open/mobile/x",
        "localhost/open/, /open/mobile/x",
        "localhost/aaa, /open/mobile/x",
        "localhost?, /mobile/x",
        "localhost?a=, /open/mobile/x",
        "localhost#, /mobile/x",
        "localhost/open?, /open/mobile/x",
        "localhost/open/../aaaa, /open/mobile/x",
        "localhost/%6fpen, /open/mobile/x",
        "localhost//, /mobile/x"
    })
    void aHostThatHoldsAPathOpensNoDoor(String host, String target) throws IOException {
        try (WireConnection connection = WireConnection.open(site.port())) {
            WireReply response = connection.exchange(
                    WireRequest.line("GET " + target + " HTTP/1.1").header("Host", host));

            assertThat(response.status()).as(response.toString()).isBetween(400, 599);
        } catch (EOFException e) {
            assertThat(e).hasMessageContaining("closed");
        }
        assertThat(REACHED).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "localhost:x", "localhost/web", "user@localhost", "localhost, localhost"})
    void anUnsafeRequestWithABrokenHostReachesNoView(String host) throws IOException {
        try (WireConnection connection = WireConnection.open(site.port())) {
            WireReply response = connection.exchange(WireRequest.line("POST /web/x HTTP/1.1")
                    .header("Host", host)
                    .header("Sec-Fetch-Site", "same-origin")
                    .header("Content-Length", "0"));

            assertThat(response.status()).isBetween(400, 599);
        } catch (EOFException e) {
            assertThat(e).hasMessageContaining("closed");
        }
        assertThat(REACHED).isEmpty();
    }

    @Test
    void twoHostsOrNoneAreNoTarget() {
        WireReply two = site.send(site.request("POST", "/web/x").header("Host", site.host()));
        WireReply none = site.send(WireRequest.line("POST /web/x HTTP/1.0").header("Content-Length", "0"));

        assertThat(two.reason()).isEqualTo("bad-host");
        assertThat(none.status()).isBetween(400, 499);
        assertThat(REACHED).isEmpty();
    }

    @Test
    void whereTheyAreAllowedPathParametersAreTakenOffBeforeAllElse() throws IOException {
        try (TestSite lenient = TestSite.guardedBy(feature(true), Web.class, Mobile.class, Anything.class)) {
            assertThat(lenient.get("/web;a=b/x;c").body()).isEqualTo("web /web");
            assertThat(lenient.get("/mobile/x;m=%31").reason()).isEqualTo("missing-jwt");
            assertThat(lenient.get("/mobile;open/x").reason()).isEqualTo("missing-jwt");
            assertThat(lenient.get("/web/admin;x").reason()).isEqualTo("no-protection");
            assertThat(lenient.get("/open/..;/web").reason()).isEqualTo("ambiguous-path");
            assertThat(lenient.send(lenient.request("GET", "/mobile/x;m=a%3Db").header("Authorization", "Bearer alice"))
                            .body())
                    .isEqualTo("mobile /mobile a=b");
        }
    }

    @Test
    void mountsAreRelativeToTheRootOfTheApplication() throws IOException {
        ResourceConfig application = TestSite.application(feature(false), Web.class, Mobile.class, Anything.class);
        try (TestSite below = TestSite.at("/app", application)) {
            assertThat(below.get("/app/web/x").body()).isEqualTo("web /web");
            assertThat(below.get("/app/mobile/x").reason()).isEqualTo("missing-jwt");
            assertThat(below.get("/app").body()).isEqualTo("any  ");
            assertThat(below.get("/app/").body()).isEqualTo("any  ");
            assertThat(below.get("/apple/mobile/x").reason()).isEqualTo("ambiguous-path");
            assertThat(below.get("/apple").reason()).isEqualTo("ambiguous-path");
        }
    }

    @Path("uri")
    public static final class Uris {

        @GET
        @Path("{rest: .*}")
        public String uri(@Context UriInfo uri, @Context ContainerRequestContext context) {
            return uri.getRequestUri() + " " + TallystickFeature.sentPath(context);
        }
    }

    @Test
    void theViewSeesTheUriNormalizedAsTheSpecificationSaysAndOtherwiseUntouched() throws IOException {
        try (TestSite uris = TestSite.guardedBy(Protections.csrf().build(), Uris.class)) {
            String plain = uris.origin() + "/uri/a:b@c!$&'()*+,=~-_/%C3%A9%20?q=%65;&/../x";
            String path = "/uri/a:b@c!$&'()*+,=~-_/%C3%A9%20";
            String encoded = "/ur%69/a%3ab%40c%21%24%26%27()*+%2C%3d%7e-%5F/%c3%a9%20";
            assertThat(uris.get(path + "?q=%65;&/../x").body()).isEqualTo(plain + " " + path);
            assertThat(uris.get(encoded + "?q=%65;&/../x").body()).isEqualTo(plain + " " + encoded);
        }
    }
}
