package dev.tallystick.jdkhttpserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Nothing of one request shows in another that the same context answers at the same time. */
class ConcurrencyTest {

    private static final int AT_ONCE = 8;

    private final CyclicBarrier together = new CyclicBarrier(AT_ONCE);

    /** Says what it sees when all the others have been let through too. */
    private void answer(HttpExchange exchange) throws IOException {
        try {
            together.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IOException(e);
        }
        Principal principal = TallystickFilter.decision(exchange).principal();
        boolean cookies = exchange.getRequestHeaders().containsKey("Cookie");
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        TestSite.print(
                exchange,
                TallystickFilter.mount(exchange) + " " + (principal == null ? "-" : principal.getName()) + " "
                        + Protections.userOf(exchange) + " " + cookies + " " + body);
    }

    @Test
    void eachOfManyRequestsAtOnceSeesItsOwn() throws Exception {
        TallystickFilter filter = TallystickFilter.builder(Router.builder()
                        .mount("/web", Protections.csrf().build())
                        .mount("/mobile", Protections.jwt())
                        .otherwise(Protection.none())
                        .build())
                .build();
        ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
        try (TestSite site =
                new TestSite().guarded("/", filter, this::answer).guarded("/web/token", filter, TestSite::printToken)) {
            for (int round = 0; round < 25; round++) {
                List<Future<String>> answers = new ArrayList<>();
                List<String> expected = new ArrayList<>();
                for (int i = 0; i < AT_ONCE; i++) {
                    String name = "user" + round + "x" + i;
                    Visitor visitor = new Visitor(site.port());
                    WireRequest request;
                    if (i % 2 == 0) {
                        request = site.request("POST", "/mobile/x")
                                .header("Authorization", "Bearer " + name)
                                .header("Cookie", "a=b")
                                .form("name=" + name);
                        expected.add("/mobile " + name + " " + name + " false name=" + name);
                    } else {
                        String form = "name=" + name + "&_csrf=" + visitor.token("/web/token");
                        request = visitor.request("POST", "/web/x").form(form);
                        expected.add("/web - nobody true " + form);
                    }
                    answers.add(clients.submit(() -> site.send(request).body()));
                }
                for (int i = 0; i < AT_ONCE; i++) {
                    assertThat(answers.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(expected.get(i));
                }
            }
        } finally {
            clients.shutdownNow();
        }
    }
}
