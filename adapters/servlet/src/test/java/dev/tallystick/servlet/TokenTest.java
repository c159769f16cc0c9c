package dev.tallystick.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tallystick.CsrfProtection;
import dev.tallystick.CsrfToken;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireReply;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A view asks for its token wherever it stands; a request whose view asks for none leaves no trace. */
class TokenTest {

    private static TallystickFilter filter() {
        return TallystickFilter.builder(CsrfProtection.builder().build()).build();
    }

    private static TestSite site(String path, TestSite.View view) throws Exception {
        return TestSite.guarded(filter(), context -> {
            context.addServlet(TestSite.servlet(view), path);
            addPost(context);
        });
    }

    private static void addPost(ServletContextHandler context) {
        context.addServlet(TestSite.servlet((request, response) -> TestSite.print(response, "posted")), "/post");
    }

    @Test
    void aPageThatShowsNoTokenSetsNoCookieAndBeginsNoSession() throws Exception {
        try (TestSite site = site("/page", (request, response) -> TestSite.print(response, "page"))) {
            WireReply response = site.get("/page");

            assertThat(response.headers("Set-Cookie")).isEmpty();
            assertThat(response.headers("Vary")).isEmpty();
            assertThat(response.headers("Cache-Control")).isEmpty();
        }
    }

    @Test
    void theTokenIsABeanInARequestAttribute() throws Exception {
        try (TestSite site = site("/page", (request, response) -> {
            CsrfToken token = (CsrfToken) request.getAttribute("_csrf");
            assertThat(token).isSameAs(TallystickFilter.token(request));
            TestSite.print(response, token.getHiddenField());
        })) {
            Visitor visitor = new Visitor(site.port());
            WireReply page = visitor.get("/page");

            assertThat(page.body()).startsWith("<input type=\"hidden\" name=\"_csrf\" value=\"");
            assertThat(page.header("Vary")).isEqualTo("Cookie");
            assertThat(page.header("Cache-Control")).isEqualTo("private, no-cache");
            assertThat(page.header("Set-Cookie")).startsWith("csrf=").contains("; HttpOnly");
        }
    }

    @Test
    void anIncludedViewSetsTheCookieOfTheWholeResponse() throws Exception {
        try (TestSite site = TestSite.guarded(filter(), context -> {
            context.addServlet(
                    TestSite.servlet((request, response) -> {
                        TestSite.print(response, "");
                        request.getRequestDispatcher("/field").include(request, response);
                    }),
                    "/page");
            context.addServlet(
                    TestSite.servlet((request, response) -> response.getWriter()
                            .print(TallystickFilter.token(request).value())),
                    "/field");
            addPost(context);
        })) {
            Visitor visitor = new Visitor(site.port());
            String token = visitor.token("/page");

            assertThat(visitor.send(visitor.request("POST", "/post").form("_csrf=" + token))
                            .body())
                    .isEqualTo("posted");
        }
    }

    @Test
    void aTokenThatComesTooLateSaysSo() throws Exception {
        List<String> messages = new ArrayList<>();
        try (TestSite site = site("/page", (request, response) -> {
            TestSite.print(response, "page");
            response.flushBuffer();
            messages.add(catchThrowable(() -> TallystickFilter.token(request).value())
                    .getMessage());
        })) {
            site.get("/page");
        }

        assertThat(messages).singleElement().asString().contains("after the response was committed");
    }

    @Test
    void aSecretInTheSessionBeginsOneWhenAPageShowsAToken() throws Exception {
        TallystickFilter filter = TallystickFilter.builder(
                        CsrfProtection.builder().secretInSession().build())
                .build();
        List<String> messages = new ArrayList<>();
        try (TestSite site = TestSite.guarded(filter, context -> {
            context.addServlet(
                    TestSite.servlet((request, response) -> TestSite.print(
                            response, TallystickFilter.token(request).value())),
                    "/page");
            context.addServlet(
                    TestSite.servlet((request, response) -> {
                        response.flushBuffer();
                        messages.add(catchThrowable(
                                        () -> TallystickFilter.token(request).value())
                                .getMessage());
                    }),
                    "/late");
            addPost(context);
        })) {
            Visitor visitor = new Visitor(site.port());
            String token = visitor.token("/page");

            assertThat(visitor.cookie("JSESSIONID")).isNotEmpty();
            assertThat(visitor.send(visitor.request("POST", "/post").form("_csrf=" + token))
                            .body())
                    .isEqualTo("posted");
            assertThat(new Visitor(site.port())
                            .send(site.request("POST", "/post")
                                    .header("Origin", site.origin())
                                    .form("_csrf=" + token))
                            .reason())
                    .isEqualTo("missing-secret");
            site.get("/late");
        }

        assertThat(messages).singleElement().asString().contains("the session that keeps its secret can't be begun");
    }

    /** Rendered, outlived by a session begun afterwards: said once, when the request is over. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTokenThatASessionOutlivesIsSaidInTheLogWhenTheRequestIsOver(boolean asynchronous) throws Exception {
        Messages messages = new Messages();
        Logger logger = Logger.getLogger("dev.tallystick");
        logger.addHandler(messages);
        Semaphore dispatchesOver = new Semaphore(0);
        try (TestSite site = TestSite.guarded(filter(), context -> {
            context.addEventListener(new ServletRequestListener() {
                @Override
                public void requestDestroyed(ServletRequestEvent event) {
                    dispatchesOver.release();
                }
            });
            context.addServlet(
                    TestSite.servlet((request, response) -> {
                        TestSite.print(response, TallystickFilter.token(request).value());
                        if (!asynchronous) {
                            request.getSession();
                            return;
                        }
                        AsyncContext async = request.startAsync();
                        async.start(() -> {
                            dispatchesOver.acquireUninterruptibly();
                            request.getSession();
                            async.complete();
                        });
                    }),
                    "/page");
        })) {
            site.get("/page");
            site.get("/page");
            long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (messages.ofSessions().isEmpty() && System.nanoTime() < limit) {
                Thread.onSpinWait();
            }
        } finally {
            logger.removeHandler(messages);
        }

        assertThat(messages.ofSessions()).hasSize(1);
    }

    private static final class Messages extends Handler {
        private final List<String> logged = new CopyOnWriteArrayList<>();

        private List<String> ofSessions() {
            return logged.stream()
                    .filter(message -> message.startsWith("A session began, changed or ended after CSRF tokens"))
                    .toList();
        }

        @Override
        public void publish(LogRecord record) {
            logged.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
