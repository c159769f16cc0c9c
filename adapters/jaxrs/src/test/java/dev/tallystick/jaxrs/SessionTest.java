package dev.tallystick.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import dev.tallystick.http.SessionView;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireReply;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tokens are bound to the application's sessions, or kept in them. */
class SessionTest {

    /** Sessions as an application keeps them: in memory, by a cookie. */
    static final class Sessions implements ContainerResponseFilter {

        private static final Map<String, Map<String, Object>> ALL = new ConcurrentHashMap<>();

        static SessionView of(ContainerRequestContext context) {
            return new SessionView() {
                @Override
                public @Nullable String id() {
                    Object begun = context.getProperty("session");
                    var cookie = context.getCookies().get("SESSION");
                    String id = begun != null ? (String) begun : cookie == null ? null : cookie.getValue();
                    return id == null || !ALL.containsKey(id) ? null : id;
                }

                @Override
                public @Nullable Object attribute(String name) {
                    String id = id();
                    return id == null ? null : ALL.get(id).get(name);
                }

                @Override
                public void setAttribute(String name, Object value) {
                    String id = id();
                    ALL.get(id == null ? begin(context) : id).put(name, value);
                }
            };
        }

        static String begin(ContainerRequestContext context) {
            String id = UUID.randomUUID().toString();
            ALL.put(id, new ConcurrentHashMap<>());
            context.setProperty("session", id);
            return id;
        }

        static void end(ContainerRequestContext context) {
            String id = of(context).id();
            if (id != null) {
                ALL.remove(id);
            }
        }

        @Override
        public void filter(ContainerRequestContext context, ContainerResponseContext response) {
            if (context.getProperty("session") instanceof String id) {
                response.getHeaders().add("Set-Cookie", "SESSION=" + id + "; Path=/; HttpOnly");
            }
        }
    }

    @Path("login")
    public static final class Login {

        @POST
        public String login(@Context ContainerRequestContext context) {
            Sessions.begin(context);
            return TallystickFeature.token(context).value();
        }

        @POST
        @Path("out")
        public String logout(@Context ContainerRequestContext context) {
            Sessions.end(context);
            return "out";
        }

        @POST
        @Path("pay")
        public String pay() {
            return "paid";
        }
    }

    private static TestSite site(CsrfProtection csrf) throws IOException {
        return TestSite.guardedBy(
                TallystickFeature.builder(csrf).sessions(Sessions::of).build(), Login.class, new Sessions());
    }

    private static WireReply post(Visitor visitor, String target, String token) {
        return visitor.send(visitor.request("POST", target).form("_csrf=" + token));
    }

    @Test
    void aTokenFromBeforeLoginDoesNotHoldAfterIt() throws IOException {
        try (TestSite site = site(Protections.boundCsrf().build())) {
            Visitor visitor = new Visitor(site.port());
            String before = visitor.token("/token");

            String after = post(visitor, "/login", before).body();

            assertThat(post(visitor, "/login/pay", before).reason()).isEqualTo("wrong-token");
            assertThat(post(visitor, "/login/pay", after).body()).isEqualTo("paid");
            assertThat(post(visitor, "/login/pay", visitor.token("/token")).body())
                    .isEqualTo("paid");
        }
    }

    @Test
    void aSecretCanLiveInTheSession() throws IOException {
        try (TestSite site = site(Protections.boundCsrf().secretInSession().build())) {
            Visitor visitor = new Visitor(site.port());
            String token = visitor.token("/token");

            assertThat(visitor.cookie("csrf")).isEmpty();
            assertThat(visitor.cookie("SESSION")).isNotEmpty();
            assertThat(post(visitor, "/login/pay", token).body()).isEqualTo("paid");
            assertThat(post(new Visitor(site.port()), "/login/pay", token).reason())
                    .isEqualTo("missing-secret");
        }
    }

    @Test
    void theCookieForScriptsFollowsLoginAndLogout() throws IOException {
        try (TestSite site =
                site(Protections.boundCsrf().spaCookie("XSRF-TOKEN").build())) {
            Visitor visitor = new Visitor(site.port());
            String before = visitor.token("/token");
            String scripts = visitor.cookie("XSRF-TOKEN");

            post(visitor, "/login", before);
            String loggedIn = visitor.cookie("XSRF-TOKEN");
            WireReply paid = visitor.send(visitor.request("POST", "/login/pay").header("X-CSRF-Token", loggedIn));
            visitor.send(visitor.request("POST", "/login/out").header("X-CSRF-Token", loggedIn));
            String loggedOut = visitor.cookie("XSRF-TOKEN");

            assertThat(loggedIn).isNotEqualTo(scripts);
            assertThat(paid.body()).isEqualTo("paid");
            assertThat(loggedOut).isNotEqualTo(loggedIn);
            assertThat(visitor.send(visitor.request("POST", "/login/pay").header("X-CSRF-Token", loggedOut))
                            .body())
                    .isEqualTo("paid");
        }
    }
}
