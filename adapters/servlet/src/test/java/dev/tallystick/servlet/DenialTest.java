package dev.tallystick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Denial;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.tck.wire.WireConnection;
import dev.tallystick.tck.wire.WireReply;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A denial is written as the engine words it, whatever else the application does. */
class DenialTest {

    private final List<String> views = new CopyOnWriteArrayList<>();

    private void addViews(ServletContextHandler context) {
        context.addServlet(
                TestSite.servlet((request, response) -> {
                    views.add(request.getRequestURI());
                    TestSite.print(response, "view");
                }),
                "/*");
        ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
        errors.addErrorPage(400, 599, "/error-page");
        context.setErrorHandler(errors);
    }

    private static TallystickFilter filter() {
        return TallystickFilter.builder(Router.builder()
                        .mount("/mobile", new BearerDoor())
                        .otherwise(CsrfProtection.builder().build())
                        .build())
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /web,     application/json, 403, application/problem+json, untrusted-origin",
        "POST, /web,     text/html,        403, text/html;charset=utf-8,  untrusted-origin",
        "GET,  /mobile,  */*,              401, application/problem+json, missing-jwt",
        "GET,  /a;b,     text/html,        400, text/html;charset=utf-8,  ambiguous-path"
    })
    void itHasStatusHeadersAndBodyAndNoErrorPageRuns(
            String method, String target, String accept, int status, String type, String reason) throws Exception {
        try (TestSite site = TestSite.guarded(filter(), this::addViews)) {
            WireReply response = site.send(
                    site.request(method, target).header("Accept", accept).header("Origin", "http://evil.example"));

            assertThat(response.status()).isEqualTo(status);
            assertThat(response.reason()).isEqualTo(reason);
            assertThat(response.header("Content-Type").replace(" ", "")).isEqualToIgnoringCase(type);
            assertThat(response.headers("Content-Length"))
                    .containsExactly(Integer.toString(response.body().getBytes(StandardCharsets.UTF_8).length));
            assertThat(response.header("Cache-Control")).isEqualTo("no-store");
            assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(response.headers("Set-Cookie")).isEmpty();
            assertThat(views).isEmpty();
        }
    }

    @Test
    void toHeadItHasNoBody() throws Exception {
        try (TestSite site = TestSite.guarded(filter(), this::addViews);
                WireConnection connection = WireConnection.open(site.port())) {
            WireReply head = connection.exchange(site.request("HEAD", "/mobile"));
            WireReply next = connection.exchange(site.request("GET", "/mobile"));

            assertThat(head.status()).isEqualTo(401);
            assertThat(head.header("Content-Length")).isEqualTo(next.header("Content-Length"));
            assertThat(next.status()).isEqualTo(401);
        }
    }

    @Test
    void itsWordsCanBeReplacedButNotItsStatus() throws Exception {
        TallystickFilter filter = TallystickFilter.builder(Protection.denyAll())
                .denialHandler((request, decision, standard) -> new Denial.Content(
                        "text/plain; charset=utf-8",
                        "Nein: " + decision.reason().code() + " ü"))
                .build();
        try (TestSite site = TestSite.guarded(filter, this::addViews)) {
            WireReply response = site.get("/any");

            assertThat(response.status()).isEqualTo(403);
            assertThat(response.body()).isEqualTo("Nein: no-protection ü");
            assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream", "writer", "nothing"})
    void whatAFilterBeforeOursWroteIsNotMixedIn(String written) throws Exception {
        Filter before = (request, response, chain) -> {
            ((HttpServletResponse) response).setHeader("X-Before", "kept");
            switch (written) {
                case "stream" -> response.getOutputStream().print("before");
                case "writer" -> response.getWriter().print("before");
                default -> {}
            }
            chain.doFilter(request, response);
        };
        TallystickFilter filter = TallystickFilter.builder(Protection.denyAll())
                .denialHandler(
                        (request, decision, standard) -> new Denial.Content("text/plain; charset=utf-8", "nein ü"))
                .build();
        try (TestSite site = TestSite.start(context -> {
            context.addFilter(new FilterHolder(before), "/*", EnumSet.of(DispatcherType.REQUEST));
            context.addFilter(new FilterHolder(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
            addViews(context);
        })) {
            WireReply response = site.get("/any");

            assertThat(response.status()).isEqualTo(403);
            assertThat(response.body()).isEqualTo("nein ü");
            assertThat(response.headers("X-Before")).hasSize(written.equals("writer") ? 0 : 1);
            assertThat(views).isEmpty();
        }
    }

    @Test
    void whereAFilterBeforeOursHasAnsweredAlreadyNoViewRunsAllTheSame() throws Exception {
        Filter before = (request, response, chain) -> {
            response.getWriter().print("before");
            response.flushBuffer();
            chain.doFilter(request, response);
        };
        try (TestSite site = TestSite.start(context -> {
            context.addFilter(new FilterHolder(before), "/*", EnumSet.of(DispatcherType.REQUEST));
            context.addFilter(
                    new FilterHolder(
                            TallystickFilter.builder(Protection.denyAll()).build()),
                    "/*",
                    EnumSet.of(DispatcherType.REQUEST));
            addViews(context);
        })) {
            assertThat(site.get("/any").body()).isEqualTo("before");
            assertThat(views).isEmpty();
        }
    }
}
