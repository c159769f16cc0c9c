package dev.tallystick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import dev.tallystick.CsrfToken;
import dev.tallystick.Decision;
import dev.tallystick.Need;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.Rule;
import dev.tallystick.origin.Evidence;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireReply;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request is decided once, however often it is dispatched; a filter inside another decides for itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DispatchTest {

    private final List<String> decisions = new CopyOnWriteArrayList<>();
    private TestSite site;

    @BeforeAll
    void start() throws Exception {
        Router router = Router.builder()
                .mount("/web", CsrfProtection.builder().build())
                .mount("/mobile", new BearerDoor())
                .mount("/closed", Protection.denyAll())
                .otherwise(Protection.none())
                .build();
        TallystickFilter filter = TallystickFilter.builder(router)
                .listener(event -> decisions.add(event.path() + " " + event.decision()))
                .build();
        site = TestSite.guarded(filter, DispatchTest::addViews);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @BeforeEach
    void forget() {
        decisions.clear();
    }

    private static void addViews(ServletContextHandler context) {
        context.addServlet(
                TestSite.servlet((request, response) ->
                        TestSite.print(response, TallystickFilter.token(request).value())),
                "/web/token");
        context.addServlet(TestSite.servlet(DispatchTest::show), "/closed/show");
        for (String mount : List.of("/web", "/mobile")) {
            context.addServlet(TestSite.servlet(DispatchTest::show), mount + "/show");
            context.addServlet(
                    TestSite.servlet((request, response) -> request.getRequestDispatcher("/closed/show?dispatched=yes")
                            .forward(request, response)),
                    mount + "/forward");
            context.addServlet(
                    TestSite.servlet((request, response) -> {
                        ServletRequest raw = request;
                        while (raw instanceof ServletRequestWrapper wrapper) {
                            raw = wrapper.getRequest();
                        }
                        request.getRequestDispatcher("/closed/show").forward(raw, response);
                    }),
                    mount + "/forward-unwrapped");
            context.addServlet(
                    TestSite.servlet((request, response) -> request.getRequestDispatcher("/closed/show?dispatched=yes")
                            .include(request, response)),
                    mount + "/include");
            context.addServlet(
                    TestSite.servlet((request, response) -> {
                        if (request.getDispatcherType() == DispatcherType.ASYNC) {
                            show(request, response);
                        } else {
                            request.startAsync().dispatch();
                        }
                    }),
                    mount + "/again/*");
            context.addServlet(
                    TestSite.servlet(
                            (request, response) -> request.startAsync().dispatch("/closed/show?dispatched=yes")),
                    mount + "/async-dispatch");
            context.addServlet(
                    TestSite.servlet((request, response) -> {
                        AsyncContext async = request.startAsync();
                        async.start(() -> {
                            try {
                                show((HttpServletRequest) async.getRequest(), (HttpServletResponse)
                                        async.getResponse());
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                            async.complete();
                        });
                    }),
                    mount + "/async");
            context.addServlet(
                    TestSite.servlet((request, response) -> {
                        HttpServletRequest wrapped = new HttpServletRequestWrapper(request);
                        AsyncContext async = wrapped.startAsync(wrapped, response);
                        async.dispatch("/closed/show");
                    }),
                    mount + "/async-wrapped");
            context.addServlet(TestSite.servlet((request, response) -> response.sendError(418)), mount + "/send-error");
            context.addServlet(
                    TestSite.servlet((request, response) -> {
                        throw new ServletException("on purpose");
                    }),
                    mount + "/throw");
            context.addServlet(
                    TestSite.servlet((request, response) -> {
                        AsyncContext async = request.startAsync();
                        async.setTimeout(50);
                    }),
                    mount + "/timeout");
        }
        ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
        errors.addErrorPage(400, 599, "/closed/show");
        context.setErrorHandler(errors);
    }

    private static void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
        TestSite.print(
                response,
                request.getDispatcherType() + " "
                        + ((Decision) request.getAttribute(TallystickFilter.DECISION_ATTRIBUTE))
                                .rule()
                                .code()
                        + " mount=" + request.getAttribute(TallystickFilter.MOUNT_ATTRIBUTE)
                        + " token=" + (request.getAttribute(TallystickFilter.TOKEN_ATTRIBUTE) != null)
                        + " user=" + request.getRemoteUser()
                        + " cookies=" + (request.getCookies() != null)
                        + " a=" + request.getParameter("a")
                        + " dispatched=" + request.getParameter("dispatched"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "forward FORWARD 200 yes",
                "forward-unwrapped FORWARD 200 null",
                "include INCLUDE 200 yes",
                "again ASYNC 200 null",
                "again/caf%C3%A9?x=%20y ASYNC 200 null",
                "async-dispatch ASYNC 200 yes",
                "async REQUEST 200 null",
                "async-wrapped ASYNC 200 null",
                "send-error ERROR 418 null",
                "throw ERROR 500 null",
                "timeout ERROR 500 null"
            })
    void laterDispatchesKeepTheFirstDecisionAndWhatTheViewMaySee(String dispatch) {
        String[] expected = dispatch.split(" ");
        Visitor visitor = new Visitor(site.port());
        String token = visitor.token("/web/token");
        decisions.clear();

        WireReply web =
                visitor.send(visitor.request("POST", "/web/" + expected[0]).form("a=1&_csrf=" + token));
        WireReply mobile =
                visitor.send(visitor.request("POST", "/mobile/" + expected[0]).header("Authorization", "Bearer ann"));

        assertThat(web.status()).isEqualTo(Integer.parseInt(expected[2]));
        assertThat(web.body())
                .isEqualTo(expected[1] + " token mount=/web token=true user=null cookies=true a=1 dispatched="
                        + expected[3]);
        assertThat(mobile.status()).isEqualTo(Integer.parseInt(expected[2]));
        assertThat(mobile.body())
                .isEqualTo(expected[1] + " jwt mount=/mobile token=false user=ann cookies=false a=null dispatched="
                        + expected[3]);
        assertThat(decisions).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"forward", "include", "again", "async", "send-error", "throw"})
    void nothingRunsOfARequestThatIsDenied(String path) {
        WireReply response = site.send(site.request("POST", "/web/" + path).header("Origin", "http://evil.example"));

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.reason()).isEqualTo("untrusted-origin");
        assertThat(decisions).hasSize(1);
    }

    @Test
    void theErrorPageOfARequestThatWasRefusedBeforeOursIsShown() throws Exception {
        TallystickFilter filter = TallystickFilter.builder(Protection.denyAll()).build();
        try (TestSite refusing = TestSite.start(context -> {
            context.addServletContainerInitializer((classes, servletContext) -> servletContext
                    .addFilter("first", (request, response, chain) -> ((HttpServletResponse) response).sendError(401))
                    .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*"));
            TestSite.register(context, filter);
            context.addServlet(
                    TestSite.servlet((request, response) -> TestSite.print(
                            response, "the page for 401, token: " + CsrfToken.find(request::getAttribute))),
                    "/page");
            ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
            errors.addErrorPage(401, "/page");
            context.setErrorHandler(errors);
        })) {
            WireReply response = refusing.get("/any");

            assertThat(response.status()).isEqualTo(401);
            assertThat(response.body())
                    .as("nobody decided, so it has no token, and doesn't fail for that")
                    .isEqualTo("the page for 401, token: null");
            assertThat(refusing.get("/page").status()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/web/admin/show", "/web/admin/forward", "/web/to-admin"})
    void aStricterFilterInsideAnotherIsNeverSkipped(String path) throws Exception {
        TallystickFilter outer = TallystickFilter.builder(Protection.none()).build();
        List<String> inner = new CopyOnWriteArrayList<>();
        TallystickFilter stricter = TallystickFilter.builder(
                        CsrfProtection.builder().build())
                .listener(event -> inner.add(event.decision().toString()))
                .insideAnother()
                .build();
        try (TestSite nested = TestSite.start(context -> {
            TestSite.register(context, outer);
            context.addFilter(new FilterHolder(stricter), "/web/admin/*", EnumSet.allOf(DispatcherType.class));
            context.addServlet(
                    TestSite.servlet((request, response) -> TestSite.print(
                            response,
                            request.getParameterMap().keySet() + " " + List.of(request.getParameterValues("a")))),
                    "/web/admin/show");
            context.addServlet(
                    TestSite.servlet((request, response) -> TestSite.print(
                            response, TallystickFilter.token(request).value())),
                    "/web/admin/token");
            for (String forwarding : List.of("/web/admin/forward", "/web/to-admin")) {
                context.addServlet(
                        TestSite.servlet((request, response) ->
                                request.getRequestDispatcher("/web/admin/show").forward(request, response)),
                        forwarding);
            }
        })) {
            Visitor visitor = new Visitor(nested.port());
            String token = visitor.token("/web/admin/token");
            inner.clear();

            WireReply forged = nested.send(nested.request("POST", path)
                    .header("Origin", "http://evil.example")
                    .form("a=1"));
            WireReply real = visitor.send(visitor.request("POST", path).form("a=1&_csrf=" + token));

            assertThat(forged.status()).isEqualTo(403);
            assertThat(real.body()).isEqualTo("[a, _csrf] [1]");
            assertThat(inner).hasSize(2);
        }
    }

    @Test
    void bothOfTwoNestedFiltersReadTheFormAndTheViewFindsItOnce() throws Exception {
        CsrfProtection shared = CsrfProtection.builder().maxFormBytes(1000).build();
        TallystickFilter outer = TallystickFilter.builder(shared).build();
        TallystickFilter inner =
                TallystickFilter.builder(shared).insideAnother().build();
        try (TestSite nested = TestSite.start(context -> {
            TestSite.register(context, outer);
            context.addFilter(new FilterHolder(inner), "/*", EnumSet.of(DispatcherType.REQUEST));
            context.addServlet(
                    TestSite.servlet((request, response) -> TestSite.print(
                            response, TallystickFilter.token(request).value())),
                    "/token");
            context.addServlet(
                    TestSite.servlet((request, response) -> TestSite.print(
                            response,
                            List.of(request.getParameterValues("a")) + " "
                                    + request.getReader().readLine().length())),
                    "/show");
        })) {
            Visitor visitor = new Visitor(nested.port());
            String body = "a=2&_csrf=" + visitor.token("/token");

            WireReply response =
                    visitor.send(visitor.request("POST", "/show?a=1").form(body));

            assertThat(response.body()).isEqualTo("[1, 2] " + body.length());
        }
    }

    @Test
    void aJwtInsideLeavesNoTokenOfTheFilterAroundIt() throws Exception {
        TallystickFilter inner =
                TallystickFilter.builder(new BearerDoor()).insideAnother().build();
        List<Object> tokens = new CopyOnWriteArrayList<>();
        try (TestSite nested = TestSite.start(context -> {
            TestSite.register(
                    context,
                    TallystickFilter.builder(CsrfProtection.builder().build()).build());
            context.addFilter(new FilterHolder(inner), "/mobile/*", EnumSet.of(DispatcherType.REQUEST));
            for (String path : List.of("/web/look", "/mobile/look")) {
                context.addServlet(
                        TestSite.servlet((request, response) ->
                                tokens.add(request.getAttribute(TallystickFilter.TOKEN_ATTRIBUTE) != null)),
                        path);
            }
        })) {
            nested.send(nested.request("GET", "/web/look"));
            nested.send(nested.request("GET", "/mobile/look").header("Authorization", "Bearer ann"));

            assertThat(tokens).containsExactly(true, false);
        }
    }

    @Test
    void aProtectionThatNeverDecidesLetsNothingThrough() throws Exception {
        TallystickFilter filter =
                TallystickFilter.builder(request -> new Need.Form(10)).build();
        List<String> views = new CopyOnWriteArrayList<>();
        try (TestSite broken = TestSite.guarded(
                filter,
                context -> context.addServlet(
                        TestSite.servlet((request, response) -> views.add(request.getRequestURI())), "/*"))) {

            assertThat(broken.get("/any").status()).isEqualTo(500);
            assertThat(views).isEmpty();
        }
    }

    @Test
    void workThatAProtectionNeedsIsDoneOnceAndThenItDecides() throws Exception {
        List<String> done = new CopyOnWriteArrayList<>();
        TallystickFilter filter = TallystickFilter.builder(request -> done.isEmpty()
                        ? new Need.Work(() -> done.add("work"))
                        : Decision.allow(Rule.UNPROTECTED, Evidence.NONE))
                .build();
        try (TestSite working = TestSite.guarded(
                filter,
                context -> context.addServlet(
                        TestSite.servlet((request, response) -> TestSite.print(response, "view")), "/*"))) {

            assertThat(working.get("/any").body()).isEqualTo("view");
            assertThat(done).containsExactly("work");
        }
    }
}
