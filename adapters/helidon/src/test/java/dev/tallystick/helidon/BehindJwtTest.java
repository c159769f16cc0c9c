package dev.tallystick.helidon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Protection;
import dev.tallystick.Router;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireReply;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import java.security.Principal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Behind the JWT door nothing of a browser's login can be seen, by filters neither. */
class BehindJwtTest {

    private final LoginSessions sessions = new LoginSessions();
    private TestSite site;

    @BeforeEach
    void start() {
        Protection router = Router.builder()
                .mount("/web", TestSite.boundCsrf().build())
                .mount("/mobile", new BearerDoor())
                .mount(
                        "/both",
                        Protection.bearerOr(
                                new BearerDoor(), TestSite.boundCsrf().build()))
                .otherwise(Protection.denyAll())
                .build();
        site = TestSite.guarded(
                TallystickRouting.builder(router).sessions(sessions::of).build(), this::mount);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private void mount(HttpRouting.Builder routes) {
        routes.addFilter((chain, request, response) -> {
                    response.header(HeaderNames.create("X-Filter-Saw"), String.valueOf(sawCookies(request)));
                    chain.proceed();
                })
                .get("/web/login", (request, response) -> {
                    sessions.begin(request, response);
                    response.send("welcome");
                })
                .any((request, response) -> response.send(shown(request)));
    }

    private static boolean sawCookies(ServerRequest request) {
        return request.headers().contains(HeaderNames.COOKIE)
                || !request.headers().cookies().isEmpty();
    }

    private String shown(ServerRequest request) {
        Principal principal = TallystickRouting.decision(request).principal();
        return TallystickRouting.mount(request) + " " + (principal == null ? "nobody" : principal.getName()) + " "
                + sawCookies(request);
    }

    @Test
    void theSubjectIsTheUserAndThereIsNoCookie() {
        Visitor visitor = new Visitor(site.port());
        visitor.get("/web/login");

        WireReply phone = visitor.send(visitor.request("POST", "/mobile/x")
                .header("Authorization", "Bearer ann")
                .form("field=x"));

        assertThat(phone.body()).isEqualTo("/mobile ann false");
        assertThat(phone.header("X-Filter-Saw")).isEqualTo("false");
        assertThat(visitor.get("/web/x").body()).isEqualTo("/web nobody true");
    }

    @Test
    void theSessionIsNeverAskedFor() {
        Visitor visitor = new Visitor(site.port());
        visitor.get("/web/login");
        int before = sessions.asked();

        visitor.send(visitor.request("POST", "/mobile/x").header("Authorization", "Bearer ann"));

        assertThat(sessions.asked()).isEqualTo(before);
    }

    @Test
    void oneMountCanServeBoth() {
        Visitor visitor = new Visitor(site.port());
        visitor.get("/web/login");

        assertThat(visitor.send(visitor.request("POST", "/both/x").header("Authorization", "Bearer ann"))
                        .body())
                .isEqualTo("/both ann false");
        assertThat(visitor.get("/both/x").body()).isEqualTo("/both nobody true");
        assertThat(visitor.send(visitor.request("POST", "/both/x")).reason()).isEqualTo("missing-secret");
    }

    @Test
    void withoutAJwtNothingOpensTheDoor() {
        Visitor visitor = new Visitor(site.port());
        visitor.get("/web/login");

        WireReply response = visitor.send(visitor.request("GET", "/mobile/x"));

        assertThat(response.status()).isEqualTo(401);
        assertThat(response.header("WWW-Authenticate")).startsWith("Bearer");
    }
}
