package dev.tallystick.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.tck.wire.Visitor;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.jetty.ee11.servlet.security.ConstraintMapping;
import org.eclipse.jetty.ee11.servlet.security.ConstraintSecurityHandler;
import org.eclipse.jetty.security.Constraint;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.security.authentication.FormAuthenticator;
import org.eclipse.jetty.util.security.Password;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Behind a JWT the views see its subject, and nothing that a browser attaches by itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BehindJwtTest {

    private TestSite site;
    private final Map<String, Object> seen = Collections.synchronizedMap(new LinkedHashMap<>());

    @BeforeAll
    void start() throws Exception {
        CsrfProtection csrf = CsrfProtection.builder().build();
        Router router = Router.builder()
                .mount("/web", csrf)
                .mount("/mobile", new BearerDoor())
                .mount("/both", Protection.bearerOr(new BearerDoor(), csrf))
                .otherwise(Protection.denyAll())
                .build();
        site = TestSite.guarded(TallystickFilter.builder(router).build(), context -> {
            for (String mount : List.of("/web", "/mobile", "/both")) {
                context.addServlet(TestSite.servlet(this::look), mount + "/look");
                context.addServlet(
                        TestSite.servlet((request, response) -> {
                            request.login("ann", "secret");
                            request.getSession().setAttribute("login", "ann");
                        }),
                        mount + "/login");
            }
            UserStore users = new UserStore();
            users.addUser("ann", new Password("secret"), new String[] {"admin"});
            HashLoginService logins = new HashLoginService("test");
            logins.setUserStore(users);
            ConstraintSecurityHandler security = new ConstraintSecurityHandler();
            security.setAuthenticator(new FormAuthenticator("/web/login", "/web/error", false));
            security.setLoginService(logins);
            ConstraintMapping anyone = new ConstraintMapping();
            anyone.setPathSpec("/*");
            anyone.setConstraint(Constraint.ALLOWED);
            security.setConstraintMappings(List.of(anyone));
            context.setSecurityHandler(security);
        });
    }

    @AfterAll
    void stop() {
        site.close();
    }

    private void look(HttpServletRequest request, HttpServletResponse response) {
        seen.clear();
        seen.put("user", request.getRemoteUser());
        seen.put(
                "principal",
                request.getUserPrincipal() == null
                        ? null
                        : request.getUserPrincipal().getName());
        seen.put("authType", request.getAuthType());
        seen.put("admin", request.isUserInRole("admin"));
        seen.put("cookies", request.getCookies() == null ? 0 : request.getCookies().length);
        List<String> names = new ArrayList<>();
        for (String name : List.of("Cookie", "cookie", "COOKIE")) {
            if (request.getHeader(name) != null || request.getHeaders(name).hasMoreElements()) {
                names.add(name);
            }
        }
        seen.put("cookieHeaders", names);
        seen.put(
                "cookieName",
                Collections.list(request.getHeaderNames()).stream().anyMatch(name -> name.equalsIgnoreCase("cookie")));
        seen.put("hostName", Collections.list(request.getHeaderNames()).contains("Host"));
        seen.put("host", request.getHeader("Host") != null);
        seen.put("session", request.getSession(false) != null);
        seen.put("requestedId", request.getRequestedSessionId() != null);
        seen.put("requestedValid", request.isRequestedSessionIdValid());
        seen.put("fromCookie", request.isRequestedSessionIdFromCookie());
        seen.put("push", request.newPushBuilder() != null);
        seen.put("token", request.getAttribute(TallystickFilter.TOKEN_ATTRIBUTE) != null);
        if (request.getHeader("X-Refused") != null) {
            refused("getSession", request::getSession);
            refused("getSession(true)", () -> request.getSession(true));
            refused("changeSessionId", request::changeSessionId);
            refused("login", () -> request.login("ann", "secret"));
            refused("logout", request::logout);
            refused("authenticate", () -> request.authenticate(response));
            refused("token", () -> TallystickFilter.token(request));
            refused("header", () -> request.getDateHeader("cookie"));
            refused("int", () -> request.getIntHeader("Cookie"));
        }
        seen.put(
                "url",
                response.encodeURL("/x").equals("/x")
                        && response.encodeRedirectURL("/x").equals("/x"));
    }

    private void refused(String what, ThrowingCallable call) {
        Throwable failure = catchThrowable(call);
        seen.put(
                "refused " + what,
                failure == null ? null : failure.getClass().getSimpleName() + " " + failure.getMessage());
    }

    private Visitor loggedIn() {
        Visitor visitor = new Visitor(site.port());
        // A safe method: it is the login that is wanted here, whatever it was asked with.
        assertThat(visitor.get("/web/login").status()).isEqualTo(200);
        assertThat(visitor.get("/web/look").status()).isEqualTo(200);
        assertThat(seen)
                .containsEntry("user", "ann")
                .containsEntry("admin", true)
                .containsEntry("cookies", 1)
                .containsEntry("session", true)
                .containsEntry("fromCookie", true)
                .containsEntry("cookieName", true);
        return visitor;
    }

    @Test
    void anAmbientLoginIsNotSeen() {
        Visitor visitor = loggedIn();

        visitor.send(visitor.request("GET", "/mobile/look").header("Authorization", "Bearer bob"));

        assertThat(seen)
                .containsEntry("user", "bob")
                .containsEntry("principal", "bob")
                .containsEntry("authType", "Bearer")
                .containsEntry("admin", false)
                .containsEntry("cookies", 0)
                .containsEntry("cookieHeaders", List.of())
                .containsEntry("cookieName", false)
                .containsEntry("hostName", true)
                .containsEntry("host", true)
                .containsEntry("session", false)
                .containsEntry("requestedId", false)
                .containsEntry("requestedValid", false)
                .containsEntry("fromCookie", false)
                .containsEntry("push", false)
                .containsEntry("token", false)
                .containsEntry("url", true);
    }

    @Test
    void severalCookieLinesOfAnyCaseAreNotSeen() {
        site.send(site.request("GET", "/mobile/look")
                .header("Authorization", "Bearer bob")
                .header("COOKIE", "a=b")
                .header("cookie", "c=d"));

        assertThat(seen)
                .containsEntry("cookies", 0)
                .containsEntry("cookieHeaders", List.of())
                .containsEntry("cookieName", false);
    }

    @Test
    void whatWouldMixTheLoginsIsRefusedInWords() {
        Visitor visitor = loggedIn();

        visitor.send(visitor.request("GET", "/mobile/look")
                .header("Authorization", "Bearer bob")
                .header("X-Refused", "yes"));

        assertThat(seen)
                .hasEntrySatisfying(
                        "refused getSession",
                        text -> assertThat((String) text)
                                .startsWith("IllegalStateException This request came with a JWT"))
                .hasEntrySatisfying(
                        "refused getSession(true)",
                        text -> assertThat((String) text)
                                .startsWith("IllegalStateException This request came with a JWT"))
                .hasEntrySatisfying(
                        "refused changeSessionId",
                        text -> assertThat((String) text)
                                .startsWith("IllegalStateException This request came with a JWT"))
                .hasEntrySatisfying(
                        "refused login",
                        text -> assertThat((String) text).startsWith("ServletException This request came with a JWT"))
                .hasEntrySatisfying(
                        "refused logout",
                        text -> assertThat((String) text).startsWith("ServletException This request came with a JWT"))
                .hasEntrySatisfying(
                        "refused authenticate",
                        text -> assertThat((String) text).startsWith("ServletException This request came with a JWT"))
                .hasEntrySatisfying(
                        "refused token",
                        text -> assertThat((String) text)
                                .startsWith("IllegalStateException This request came with a JWT"))
                .containsEntry("refused header", null)
                .containsEntry("refused int", null);
    }

    @Test
    void aSessionInTheUrlIsNotSeenNorPassedOn() throws Exception {
        TallystickFilter filter = TallystickFilter.builder(Router.builder()
                        .allowPathParameters(true)
                        .mount("/mobile", new BearerDoor())
                        .otherwise(Protection.none())
                        .build())
                .allowUrlSessions()
                .build();
        try (TestSite urls = TestSite.guarded(filter, context -> {
            context.addServlet(
                    TestSite.servlet((request, response) -> {
                        request.getSession();
                        TestSite.print(response, response.encodeURL(""));
                    }),
                    "/begin");
            for (String path : List.of("/web/look", "/mobile/look")) {
                context.addServlet(
                        TestSite.servlet((request, response) -> TestSite.print(
                                response,
                                response.encodeURL("/x") + response.encodeRedirectURL("/y") + " "
                                        + request.isRequestedSessionIdFromURL())),
                        path);
            }
        })) {
            String id = urls.get("/begin").body();

            assertThat(id).startsWith(";jsessionid=");
            assertThat(urls.get("/web/look" + id).body()).isEqualTo("/x" + id + "/y" + id + " true");
            assertThat(urls.send(urls.request("GET", "/mobile/look" + id).header("Authorization", "Bearer bob"))
                            .body())
                    .isEqualTo("/x/y false");
        }
    }

    @Test
    void whereBothAreServedTheCredentialDecidesWhatIsSeen() {
        Visitor visitor = loggedIn();

        visitor.get("/both/look");
        assertThat(seen)
                .containsEntry("user", "ann")
                .containsEntry("session", true)
                .containsEntry("token", true);

        visitor.send(visitor.request("GET", "/both/look").header("Authorization", "Bearer bob"));
        assertThat(seen)
                .containsEntry("user", "bob")
                .containsEntry("session", false)
                .containsEntry("token", false);
    }

    /** Containers need it themselves, so it can't be hidden; said in {@link TallystickFilter}. */
    @Test
    void onlyWhoUnwrapsTheRequestOnPurposeFindsTheContainersOwn() throws Exception {
        List<Boolean> found = new ArrayList<>();
        try (TestSite unwrapping = TestSite.guarded(
                TallystickFilter.builder(new BearerDoor()).build(),
                context -> context.addServlet(
                        TestSite.servlet((request, response) -> {
                            ServletRequest raw = request;
                            while (raw instanceof ServletRequestWrapper wrapper) {
                                raw = wrapper.getRequest();
                            }
                            found.add(((HttpServletRequest) raw).getCookies() != null);
                        }),
                        "/*"))) {
            unwrapping.send(unwrapping
                    .request("GET", "/")
                    .header("Authorization", "Bearer bob")
                    .header("Cookie", "a=b"));
        }

        assertThat(found).containsExactly(true);
    }
}
