package dev.tallystick.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.CsrfToken;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireReply;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What tokens add to the head of a response, and what they leave alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResponseTest {

    private static final BlockingQueue<Exception> FAILURES = new LinkedBlockingQueue<>();

    private TestSite site;
    private TestSite singlePage;

    @BeforeAll
    void start() throws IOException {
        site = TestSite.guardedBy(Protections.csrf().eager("/pages/eager").build(), Pages.class);
        singlePage =
                TestSite.guardedBy(Protections.csrf().spaCookie("XSRF-TOKEN").build(), Pages.class);
    }

    @AfterAll
    void stop() {
        site.close();
        singlePage.close();
    }

    @Path("pages")
    public static final class Pages {

        @GET
        @Path("plain")
        public String plain() {
            return "plain";
        }

        @GET
        @Path("cached")
        public Response cached() {
            CacheControl control = new CacheControl();
            control.setMaxAge(60);
            return Response.ok("cached")
                    .cacheControl(control)
                    .header("Vary", "Accept-Language")
                    .build();
        }

        @GET
        @Path("private")
        public Response kept() {
            return Response.ok("kept")
                    .header("Cache-Control", "private, max-age=60")
                    .build();
        }

        @GET
        @Path("token")
        public Response token(@Context ContainerRequestContext context) {
            return Response.ok(TallystickFeature.token(context).value())
                    .cookie(new NewCookie.Builder("own").value("1").build())
                    .variants()
                    .header("Vary", "Accept-Language")
                    .header("Cache-Control", "max-age=60")
                    .build();
        }

        @GET
        @Path("failing")
        public Response failing(@Context ContainerRequestContext context) {
            return Response.status(404)
                    .entity(TallystickFeature.token(context).value())
                    .build();
        }

        @GET
        @Path("streamed")
        @Produces("text/plain")
        public StreamingOutput streamed(@Context ContainerRequestContext context) {
            CsrfToken token = TallystickFeature.token(context);
            return out -> out.write(token.value().getBytes(StandardCharsets.UTF_8));
        }

        @GET
        @Path("late")
        @Produces("text/plain")
        public StreamingOutput late(@Context ContainerRequestContext context) {
            CsrfToken token = TallystickFeature.token(context);
            return out -> {
                out.write("page ".getBytes(StandardCharsets.UTF_8));
                try {
                    token.value();
                } catch (IllegalStateException e) {
                    FAILURES.add(e);
                }
            };
        }

        @GET
        @Path("eager")
        @Produces("text/plain")
        public StreamingOutput eager(@Context ContainerRequestContext context) {
            CsrfToken token = TallystickFeature.token(context);
            return out -> {
                out.write(' ');
                out.write(token.value().getBytes(StandardCharsets.UTF_8));
            };
        }

        @POST
        @Path("post")
        public String post() {
            return "posted";
        }
    }

    @Test
    void aPageWithoutATokenIsAsItWas() {
        WireReply plain = site.get("/pages/plain");
        WireReply cached = site.get("/pages/cached");

        assertThat(plain.headers("Set-Cookie")).isEmpty();
        assertThat(plain.headers("Vary")).isEmpty();
        assertThat(plain.headers("Cache-Control")).isEmpty();
        assertThat(cached.headers("Vary")).containsExactly("Accept-Language");
        assertThat(cached.header("Cache-Control")).contains("max-age=60");
    }

    @Test
    void aTokenSetsItsCookieAndSaysThatThePageIsPrivate() {
        WireReply response = site.get("/token");

        assertThat(response.headers("Set-Cookie"))
                .singleElement()
                .asString()
                .startsWith("csrf=")
                .contains("; HttpOnly", "; Path=/", "; SameSite=Lax");
        assertThat(response.headers("Vary")).containsExactly("Cookie");
        assertThat(response.headers("Cache-Control")).containsExactly("private, no-cache");
    }

    @Test
    void whatTheViewSaidStaysBesideIt() {
        WireReply response = site.get("/pages/token");

        assertThat(response.headers("Set-Cookie")).hasSize(2).anyMatch(line -> line.startsWith("own=1"));
        assertThat(String.join(", ", response.headers("Vary")))
                .contains("Accept-Language")
                .contains("Cookie");
        assertThat(response.headers("Cache-Control")).containsExactly("max-age=60");
    }

    @Test
    void whoHasTheCookieGetsNoOther() {
        Visitor visitor = new Visitor(site.port());
        visitor.token("/token");

        WireReply again = visitor.get("/token");

        assertThat(again.headers("Set-Cookie")).isEmpty();
        assertThat(again.headers("Vary")).containsExactly("Cookie");
    }

    @Test
    void aTokenOnAPageThatSaysNotFoundHoldsToo() {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/pages/failing");

        assertThat(visitor.send(visitor.request("POST", "/pages/post").header("X-CSRF-Token", token))
                        .body())
                .isEqualTo("posted");
    }

    @Test
    void aTokenCanBeAskedForBeforeTheFirstOctetOfTheBody() {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/pages/streamed");

        assertThat(visitor.cookie("csrf")).isNotEmpty();
        assertThat(visitor.send(visitor.request("POST", "/pages/post").header("X-CSRF-Token", token))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void afterThatItFailsAndSaysWhatToDo() throws Exception {
        site.get("/pages/late");

        assertThat(FAILURES.poll(10, TimeUnit.SECONDS))
                .isNotNull()
                .hasMessageContaining("committed")
                .hasMessageContaining("eager");
    }

    @Test
    void unlessThePathIsEager() {
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/pages/eager").strip();

        assertThat(visitor.send(visitor.request("POST", "/pages/post").header("X-CSRF-Token", token))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aCookieForScriptsComesWithEveryPageThatHasNone() {
        Visitor visitor = new Visitor(singlePage.port());

        WireReply first = visitor.get("/pages/plain");
        WireReply again = visitor.get("/pages/plain");

        assertThat(first.headers("Set-Cookie")).hasSize(2).anyMatch(line -> line.startsWith("XSRF-TOKEN="));
        assertThat(first.headers("Cache-Control")).containsExactly("private, no-cache");
        assertThat(first.headers("Vary")).containsExactly("Cookie");
        assertThat(again.headers("Set-Cookie")).isEmpty();
        assertThat(visitor.send(visitor.request("POST", "/pages/post")
                                .header("X-CSRF-Token", visitor.cookie("XSRF-TOKEN")))
                        .body())
                .isEqualTo("posted");
    }

    @Test
    void aPageThatTheApplicationLetsCachesKeepIsMadePrivateWhenACookieForScriptsComesWithIt() {
        WireReply shared = singlePage.get("/pages/cached");
        WireReply kept = singlePage.get("/pages/private");

        assertThat(String.join(", ", shared.headers("Cache-Control")).toLowerCase(Locale.ROOT))
                .contains("max-age=60")
                .contains("private");
        assertThat(kept.headers("Cache-Control")).containsExactly("private, max-age=60");
    }

    @Test
    void anAssetGetsNoCookieForScripts() {
        WireReply response =
                singlePage.send(singlePage.request("GET", "/pages/plain").header("Sec-Fetch-Dest", "image"));

        assertThat(response.headers("Set-Cookie")).isEmpty();
        assertThat(response.headers("Cache-Control")).isEmpty();
    }

    @Path("asking")
    public static final class Asking {

        @GET
        public String get(@Context ContainerRequestContext context) {
            assertThat(TallystickFeature.hasToken(context)).isFalse();
            assertThatThrownBy(() -> TallystickFeature.token(context))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("No CSRF protection is mounted");
            return TallystickFeature.decision(context).rule().code();
        }
    }

    @Test
    void whereNoProtectionIsMountedThereIsNoTokenAndTheMessageSaysSo() throws IOException {
        Router router = Router.builder().otherwise(Protection.none()).build();
        try (TestSite bare = TestSite.guardedBy(router, Asking.class)) {
            assertThat(bare.get("/asking").body()).isEqualTo("unprotected");
        }
    }
}
