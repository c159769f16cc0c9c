package dev.tallystick.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.tck.wire.Visitor;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with an installation is found when the application starts. */
class RegistrationTest {

    private static final String SECOND =
            "This application has a Tallystick filter already: keep one of the two. (The starter"
                    + " brings one by itself.) A second one that is meant to be stricter than the first says so with insideAnother().";

    private static TallystickFilter filter() {
        return TallystickFilter.builder(CsrfProtection.builder().build()).build();
    }

    private static void addFilter(ServletContextHandler context, TallystickFilter filter) {
        context.addFilter(new FilterHolder(filter), "/*", EnumSet.allOf(DispatcherType.class));
    }

    static Stream<Named<Consumer<ServletContextHandler>>> twoFilters() {
        return Stream.of(
                Named.of("both registered", context -> {
                    TestSite.register(context, filter());
                    TestSite.register(context, filter());
                }),
                Named.of("one registered, one added", context -> {
                    TestSite.register(context, filter());
                    addFilter(context, filter());
                }),
                Named.of("both added", context -> {
                    addFilter(context, filter());
                    addFilter(context, filter());
                }));
    }

    @ParameterizedTest
    @MethodSource("twoFilters")
    void twoFiltersInOneApplicationFailAtStart(Consumer<ServletContextHandler> setup) {
        Throwable failure = catchThrowable(() -> TestSite.start(setup));

        assertThat(failure).hasMessage(SECOND);
    }

    @Test
    void oneFilterUnderTwoNamesFailsAtStart() {
        TallystickFilter filter = filter();

        Throwable failure = catchThrowable(() -> TestSite.start(context -> {
            TestSite.register(context, filter);
            addFilter(context, filter);
        }));

        assertThat(failure)
                .hasMessage("This TallystickFilter was started twice: register it once, and build one filter for each"
                        + " application.");
    }

    @Test
    void anInnerFilterMayStandBesideAnother() throws Exception {
        try (TestSite site = TestSite.start(context -> {
            TestSite.register(context, filter());
            TestSite.register(
                    context,
                    TallystickFilter.builder(Protection.denyAll())
                            .insideAnother()
                            .build());
        })) {
            assertThat(site.get("/any").reason()).isEqualTo("no-protection");
        }
    }

    @Test
    void anApplicationThatStopsAndStartsAgainIsGuardedAgain() throws Exception {
        TallystickFilter filter = TallystickFilter.builder(Protection.denyAll()).build();
        try (TestSite site = TestSite.start(context -> addFilter(context, filter))) {
            site.context().stop();
            site.context().start();

            assertThat(site.get("/any").reason()).isEqualTo("no-protection");
        }
    }

    @Test
    void theFilterComesFirstAndForEveryDispatchThatMatters() throws Exception {
        List<String> order = new ArrayList<>();
        try (TestSite site = TestSite.start(context -> {
            context.addFilter(
                    (request, response, chain) -> {
                        order.add("another");
                        chain.doFilter(request, response);
                    },
                    "/*",
                    EnumSet.of(DispatcherType.REQUEST));
            TestSite.register(
                    context,
                    TallystickFilter.builder(CsrfProtection.builder().build())
                            .listener(event -> order.add("decision"))
                            .build());
        })) {
            site.get("/any");

            assertThat(order).containsExactly("decision", "another");
            assertThat(site.context().getServletHandler().getFilterMappings()[0].getDispatcherTypes())
                    .contains(
                            DispatcherType.REQUEST, DispatcherType.FORWARD, DispatcherType.ASYNC, DispatcherType.ERROR);
            assertThat(site.context()
                            .getServletHandler()
                            .getFilter("tallystick")
                            .isAsyncSupported())
                    .isTrue();
        }
    }

    @Test
    void itCanBeRegisteredByAListener() throws Exception {
        TallystickFilter filter = TallystickFilter.builder(Protection.denyAll()).build();
        try (TestSite site = TestSite.start(context -> context.addEventListener(new ServletContextListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                filter.register(event.getServletContext());
            }
        }))) {
            assertThat(site.get("/any").reason()).isEqualTo("no-protection");
            assertThat(trackingModes(site)).containsExactly(SessionTrackingMode.COOKIE);
        }
    }

    static Stream<Named<Consumer<ServletContextHandler>>> installations() {
        return Stream.of(
                Named.of("registered", context -> TestSite.register(context, urls(false))),
                Named.of("added", context -> addFilter(context, urls(false))));
    }

    private static TallystickFilter urls(boolean allowed) {
        TallystickFilter.Builder builder = TallystickFilter.builder(Router.builder()
                .allowPathParameters(true)
                .otherwise(CsrfProtection.builder().build())
                .build());
        return (allowed ? builder.allowUrlSessions() : builder).build();
    }

    private static void session(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String user = request.getParameter("user");
        if (user != null) {
            request.getSession().setAttribute("user", user);
        }
        Object known = request.getSession(false) == null
                ? null
                : request.getSession(false).getAttribute("user");
        TestSite.print(response, response.encodeURL("/session") + " " + known);
    }

    private static Set<SessionTrackingMode> trackingModes(TestSite site) {
        return site.context().getServletContext().getEffectiveSessionTrackingModes();
    }

    @ParameterizedTest
    @MethodSource("installations")
    void sessionIdsInUrlsAreSwitchedOff(Consumer<ServletContextHandler> installation) throws Exception {
        try (TestSite site = TestSite.start(context -> {
            installation.accept(context);
            context.addServlet(TestSite.servlet(RegistrationTest::session), "/session");
        })) {
            Visitor visitor = new Visitor(site.port());

            assertThat(visitor.get("/session?user=ann").body()).isEqualTo("/session ann");
            assertThat(visitor.get("/session").body()).isEqualTo("/session ann");
            assertThat(site.get("/session;jsessionid=" + visitor.cookie("JSESSIONID"))
                            .body())
                    .isEqualTo("/session null");
            assertThat(trackingModes(site)).containsExactly(SessionTrackingMode.COOKIE);
        }
    }

    @Test
    void sessionIdsInUrlsStayWhereTheApplicationSaysSo() throws Exception {
        try (TestSite site = TestSite.start(context -> {
            TestSite.register(context, urls(true));
            context.addServlet(TestSite.servlet(RegistrationTest::session), "/session");
        })) {
            String url = site.get("/session?user=ann").body().replace(" ann", "");

            assertThat(url).startsWith("/session;jsessionid=");
            assertThat(site.get(url).body()).endsWith(" ann");
        }
    }

    @Test
    void anApplicationWithoutSessionsIsGuardedToo() throws Exception {
        Server server = new Server();
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.NO_SESSIONS);
        TestSite.register(context, filter());
        context.addServlet(
                TestSite.servlet((request, response) ->
                        TestSite.print(response, TallystickFilter.token(request).value())),
                "/token");
        try (TestSite site = TestSite.start(server, context)) {
            Visitor visitor = new Visitor(site.port());
            String token = visitor.token("/token");

            assertThat(visitor.send(visitor.request("POST", "/token").form("_csrf=" + token))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void askingForATokenWhereNoFilterRanSaysSo() throws Exception {
        List<String> messages = new ArrayList<>();
        try (TestSite site = TestSite.start(context -> context.addServlet(
                TestSite.servlet((request, response) -> messages.add(
                        catchThrowable(() -> TallystickFilter.token(request)).getMessage())),
                "/*"))) {
            site.get("/");
        }

        assertThat(messages)
                .containsExactly(
                        "No TallystickFilter ran for this request, so there is no CSRF token: register the filter"
                                + " for every path (TallystickFilter.register does), and ask within a request that came through it.");
    }

    @Test
    void askingForATokenWhereNoneIsMountedSaysSo() throws Exception {
        List<String> messages = new ArrayList<>();
        try (TestSite site = TestSite.guarded(
                TallystickFilter.builder(Protection.none()).build(),
                context -> context.addServlet(
                        TestSite.servlet((request, response) ->
                                messages.add(catchThrowable(() -> TallystickFilter.token(request))
                                        .getMessage())),
                        "/*"))) {
            site.get("/");
        }

        assertThat(messages)
                .containsExactly(
                        "No CSRF protection is mounted whose token this page could render: mount a CsrfProtection,"
                                + " or leave the hidden field out where request attribute _csrf is absent.");
    }
}
