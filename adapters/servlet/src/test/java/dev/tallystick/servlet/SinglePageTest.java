package dev.tallystick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireReply;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.List;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cookie that scripts read always holds a token that fits the session as it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SinglePageTest {

    private static final String COOKIE = "XSRF-TOKEN";

    private TestSite site;

    @BeforeAll
    void start() throws Exception {
        TallystickFilter filter = TallystickFilter.builder(
                        CsrfProtection.builder().spaCookie(COOKIE).build())
                .build();
        site = TestSite.guarded(filter, context -> {
            context.addServlet(TestSite.servlet(SinglePageTest::change), "/change/*");
            context.addServlet(TestSite.servlet((request, response) -> TestSite.print(response, "page")), "/page");
            UserStore users = new UserStore();
            users.addUser("ann", new Password("secret"), new String[] {"user"});
            HashLoginService logins = new HashLoginService("test");
            logins.setUserStore(users);
            ConstraintSecurityHandler security = new ConstraintSecurityHandler();
            security.setAuthenticator(new FormAuthenticator("/page", "/page", false));
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

    /** Changes the session as the path says, and redirects, which commits the response. */
    private static void change(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        switch (request.getPathInfo()) {
            case "/begin" -> request.getSession().setAttribute("user", "ann");
            case "/begin-explicitly" -> request.getSession(true).setAttribute("user", "ann");
            case "/renew" -> request.changeSessionId();
            case "/end" -> request.getSession(false).invalidate();
            case "/end-and-begin" -> {
                request.getSession().invalidate();
                request.getSession().setAttribute("user", "ann");
            }
            case "/sign-in" -> {
                request.getSession();
                request.login("ann", "secret");
            }
            case "/look" -> {
                HttpSession session = request.getSession(false);
                assertThat(session).isNotNull().isSameAs(request.getSession()).isEqualTo(session);
                assertThat(session.getAttribute("user")).isEqualTo("ann");
                assertThat(session.hashCode())
                        .isEqualTo(request.getSession(true).hashCode());
            }
            default -> {}
        }
        response.sendRedirect("/page");
    }

    private Visitor visitor() {
        Visitor visitor = new Visitor(site.port());
        assertThat(visitor.get("/page").body()).isEqualTo("page");
        assertThat(visitor.cookie(COOKIE)).isNotEmpty();
        return visitor;
    }

    private static WireReply post(Visitor visitor, String path, String token) {
        return visitor.send(visitor.request("POST", path).header("X-CSRF-Token", token));
    }

    private static void change(Visitor visitor, String path) {
        String before = visitor.cookie(COOKIE);
        WireReply response = post(visitor, path, before);
        assertThat(response.status()).isEqualTo(302);
        assertThat(visitor.cookie(COOKIE)).isNotEqualTo(before);
        assertThat(post(visitor, "/page", before).reason()).isEqualTo("wrong-token");
        assertThat(post(visitor, "/page", visitor.cookie(COOKIE)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/change/begin", "/change/begin-explicitly", "/change/sign-in", "/change/end-and-begin"})
    void aSessionThatBeginsBringsATokenThatFits(String path) {
        change(visitor(), path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/change/renew", "/change/end", "/change/end-and-begin", "/change/sign-in"})
    void aSessionThatChangesOrEndsBringsATokenThatFits(String path) {
        Visitor visitor = visitor();
        change(visitor, "/change/begin");

        change(visitor, path);
    }

    @Test
    void aSessionThatStaysKeepsTheToken() {
        Visitor visitor = visitor();
        change(visitor, "/change/begin");
        String token = visitor.cookie(COOKIE);

        WireReply response = post(visitor, "/change/look", token);

        assertThat(response.status()).isEqualTo(302);
        assertThat(response.headers("Set-Cookie")).isEmpty();
        assertThat(visitor.cookie(COOKIE)).isEqualTo(token);
    }
}
