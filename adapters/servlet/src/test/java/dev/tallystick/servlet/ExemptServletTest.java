package dev.tallystick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfExempt;
import dev.tallystick.CsrfProtection;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.tck.wire.WireReply;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A servlet that says so is exempt from the forgery check, and from nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExemptServletTest {

    /** Takes callbacks of another site. */
    @CsrfExempt
    public static class Callback extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            TestSite.print(response, "called back");
        }
    }

    /** Doesn't say so itself, and inherits nothing. */
    public static class Heir extends Callback {
        private static final long serialVersionUID = 1L;
    }

    private final List<String> rules = new CopyOnWriteArrayList<>();
    private TestSite site;

    @BeforeAll
    void start() throws Exception {
        TallystickFilter filter = TallystickFilter.builder(Router.builder()
                        .mount("/web", CsrfProtection.builder().build())
                        .mount("/mobile", new BearerDoor())
                        .otherwise(Protection.denyAll())
                        .build())
                .listener(event -> rules.add(event.decision().rule().code()))
                .build();
        site = TestSite.guarded(filter, context -> {
            context.addServlet(new ServletHolder("by-class", Callback.class), "/web/by-class");
            context.addServlet(new ServletHolder("by-object", new Callback()), "/web/by-object/*");
            context.addServlet(new ServletHolder("heir", Heir.class), "/web/heir");
            context.addServlet(new ServletHolder("mobile", Callback.class), "/mobile/callback");
            context.addServlet(new ServletHolder("closed", Callback.class), "/closed/callback");
            context.addServlet(
                    TestSite.servlet((request, response) ->
                            request.getRequestDispatcher("/web/by-class").forward(request, response)),
                    "/web/forward");
        });
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/web/by-class,     200",
        "/web/by-object/x,  200",
        "/web/heir,         403",
        "/web/forward,      403",
        "/web/none,         403",
        "/mobile/callback,  401",
        "/closed/callback,  403",
        "/web/by-object/a;b,400"
    })
    void itIsTheServletThatTheRequestIsMappedToThatCounts(String path, int status) {
        for (int i = 0; i < 2; i++) {
            WireReply response = site.send(site.request("POST", path)
                    .header("Origin", "http://evil.example")
                    .form("a=1"));

            assertThat(response.status()).isEqualTo(status);
            if (status == 200) {
                assertThat(rules).last().isEqualTo("exemption");
            }
        }
    }

    /** Who answers a handshake is an endpoint, which may lie at the path of any servlet. */
    @Test
    void aHandshakeIsNotExemptWithTheServletAtItsPath() {
        WireReply response = site.send(site.request("GET", "/web/by-class")
                .header("Upgrade", "websocket")
                .header("Connection", "Upgrade")
                .header("Origin", "http://evil.example"));

        assertThat(response.status()).isEqualTo(403);
    }
}
