package dev.tallystick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.tck.wire.WireReply;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A framework with many handlers behind one servlet, which finds another handler in the end than it said at first. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExemptHandlerTest {

    private final List<String> rules = new CopyOnWriteArrayList<>();
    private TestSite site;

    @BeforeAll
    void start() throws Exception {
        TallystickFilter filter = filter();
        TallystickFilter another = filter();
        site = TestSite.guarded(filter, context -> {
            context.addServlet(
                    TestSite.servlet((request, response) -> {
                        if (filter.passesWithoutExemption(request, response)) {
                            TestSite.print(response, "passed");
                        }
                    }),
                    "/web/led-elsewhere");
            context.addServlet(
                    TestSite.servlet((request, response) -> {
                        try {
                            another.passesWithoutExemption(request, response);
                        } catch (IllegalStateException e) {
                            TestSite.print(response, e.getMessage());
                        }
                    }),
                    "/web/another-filter");
        });
    }

    private TallystickFilter filter() {
        return TallystickFilter.builder(Router.builder()
                        .mount("/web", CsrfProtection.builder().build())
                        .otherwise(Protection.denyAll())
                        .build())
                .listener(event -> rules.add(event.decision().rule().code()))
                .insecureExemptHandlers(request -> true)
                .build();
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @Test
    void itsRequestIsDecidedAgainAsOfAHandlerThatIsNotExempt() {
        WireReply response = site.send(site.request("POST", "/web/led-elsewhere")
                .header("Origin", "http://evil.example")
                .header("Accept", "application/json")
                .form("a=1"));

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.body()).contains("\"reason\":\"untrusted-origin\"").doesNotContain("passed");
        assertThat(rules).endsWith("exemption", "origin");
    }

    @Test
    void anotherFilterHasNotDecidedItAndSaysSo() {
        WireReply response =
                site.send(site.request("POST", "/web/another-filter").header("Origin", "http://evil.example"));

        assertThat(response.body()).contains("This filter didn't decide the request");
    }
}
