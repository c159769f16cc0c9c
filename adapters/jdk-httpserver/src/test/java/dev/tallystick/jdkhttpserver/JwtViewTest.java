package dev.tallystick.jdkhttpserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpExchange;
import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.http.SessionView;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.tck.wire.WireRequest;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind a JWT the handlers see its subject, and nothing of an ambient login. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JwtViewTest {

    private final AtomicInteger sessionsAsked = new AtomicInteger();
    private TestSite site;

    @BeforeAll
    void start() throws IOException {
        TallystickFilter filter = TallystickFilter.builder(Router.builder()
                        .mount("/mobile", Protections.jwt())
                        .mount(
                                "/both",
                                Protection.bearerOr(
                                        Protections.jwt(),
                                        Protections.boundCsrf()
                                                .spaCookie("XSRF-TOKEN")
                                                .build()))
                        .otherwise(Protection.none())
                        .build())
                .sessions(exchange -> {
                    sessionsAsked.incrementAndGet();
                    return SessionView.NONE;
                })
                .authenticator(new BasicAuthenticator("bank") {
                    @Override
                    public boolean checkCredentials(String name, String password) {
                        return password.equals("open");
                    }
                })
                .build();
        site = new TestSite()
                .guarded("/", filter, JwtViewTest::answer)
                .guarded("/mobile/token", filter, JwtViewTest::token)
                .guarded("/both/token", filter, JwtViewTest::token);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        Map<String, Object> seen = new TreeMap<>(exchange.getRequestHeaders());
        boolean named = exchange.getRequestHeaders().containsKey("cookie")
                || exchange.getRequestHeaders().getFirst("COOKIE") != null
                || seen.toString().contains("s3cret");
        TestSite.print(exchange, Protections.userOf(exchange) + " cookies=" + named);
    }

    private static void token(HttpExchange exchange) throws IOException {
        assertThatThrownBy(() -> TallystickFilter.token(exchange))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("came with a JWT");
        TestSite.print(exchange, TallystickFilter.decision(exchange).principal() == null ? "csrf" : "jwt");
    }

    private WireRequest withAmbientLogin(String target, String authorization) {
        return site.request("GET", target)
                .header("Cookie", "SESSION=s3cret")
                .header("cookie", "other=s3cret")
                .header("Authorization", authorization);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mobile/x", "/both/x"})
    void theSubjectIsTheUserAndThereIsNoCookie(String target) {
        sessionsAsked.set(0);

        WireReply response = site.send(withAmbientLogin(target, "Bearer alice"));

        assertThat(response.body()).isEqualTo("alice cookies=false");
        assertThat(response.headers("Set-Cookie")).isEmpty();
        assertThat(sessionsAsked).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mobile/token", "/both/token"})
    void thereIsNoTokenAndTheMessageSaysWhy(String target) {
        assertThat(site.send(withAmbientLogin(target, "Bearer alice")).body()).isEqualTo("jwt");
    }

    @Test
    void withoutABearerTheAmbientLoginIsSeenAsItWas() {
        WireReply response = site.send(withAmbientLogin("/both/x", "Basic Ym9iOm9wZW4="));

        assertThat(response.body()).isEqualTo("bank:bob cookies=true");
        assertThat(response.headers("Set-Cookie")).hasSize(2);
        assertThat(sessionsAsked.get()).isPositive();
    }

    @Test
    void whatLetsARequestThroughIsNoLogin() {
        WireReply challenged = site.get("/both/x");
        WireReply refused = site.send(withAmbientLogin("/both/x", "Basic Ym9iOndyb25n"));

        assertThat(challenged.status()).isEqualTo(401);
        assertThat(challenged.header("WWW-Authenticate")).startsWith("Basic realm=\"bank\"");
        assertThat(challenged.headers("Set-Cookie")).isEmpty();
        assertThat(refused.status()).isEqualTo(401);
    }
}
