package dev.tallystick.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfProtection;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.tck.wire.WireReply;
import dev.tallystick.vertx.TestSite.Setup;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.sstore.LocalSessionStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The cookie that scripts read follows the session, and a token that a login made useless is told of. */
class SinglePageTest {

    private TestSite site;

    @BeforeEach
    void start() {
        site = TestSite.start(SinglePageTest::mount);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private static void mount(Setup setup) {
        SessionHandler sessions = SessionHandler.create(LocalSessionStore.create(setup.vertx()));
        setup.router()
                .route()
                .handler(TallystickHandler.builder(
                                CsrfProtection.builder().spaCookie("XSRF-TOKEN").build())
                        .sessionHandler(sessions)
                        .bodyHandler(BodyHandler.create(false))
                        .build());
        setup.router().post("/login").handler(context -> {
            context.session().regenerateId().put("user", "ann");
            context.end("welcome");
        });
        setup.router().post("/late-login").handler(context -> {
            String token = TallystickHandler.token(context).value();
            context.session().regenerateId().put("user", "ann");
            context.end(token);
        });
        setup.router().post("/logout").handler(context -> {
            context.session().destroy();
            context.end("bye");
        });
        setup.router().route("/stream").handler(context -> {
            context.response().setChunked(true);
            context.response().write("head is sent").onSuccess(v -> context.end(" " + rendered(context)));
        });
        setup.router().route().handler(context -> context.end("view"));
    }

    private static String rendered(io.vertx.ext.web.RoutingContext context) {
        return TallystickHandler.token(context).value();
    }

    private static WireReply post(Visitor visitor, String path) {
        return visitor.send(visitor.request("POST", path).header("X-CSRF-Token", visitor.cookie("XSRF-TOKEN")));
    }

    @Test
    void theCookieHoldsATokenThatVerifiesBeforeAndAfterLoginAndLogout() {
        Visitor visitor = new Visitor(site.port());
        WireReply first = visitor.get("/");
        assertThat(first.headers("Set-Cookie")).hasSize(2);
        assertThat(first.header("Vary")).isEqualTo("Cookie");
        assertThat(visitor.get("/").headers("Set-Cookie")).isEmpty();

        for (String path : List.of("/echo", "/login", "/echo", "/login", "/echo", "/logout", "/echo")) {
            assertThat(post(visitor, path).status()).as(path).isEqualTo(200);
        }
    }

    @Test
    void anAssetRenewsNoCookie() {
        assertThat(site.send(site.request("GET", "/logo.png").header("Sec-Fetch-Dest", "image"))
                        .headers("Set-Cookie"))
                .isEmpty();
    }

    @Test
    void aTokenCanBeRenderedLateWhereItsSecretIsThere() {
        Visitor visitor = new Visitor(site.port());
        visitor.get("/");
        String late = visitor.get("/stream").body();

        assertThat(visitor.send(visitor.request("POST", "/echo").header("X-CSRF-Token", late.substring(13)))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aLoginAfterTheTokenOfItsPageIsToldOfOnce() {
        List<String> messages = Collections.synchronizedList(new ArrayList<>());
        Handler log = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                messages.add(String.valueOf(entry.getMessage()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("dev.tallystick");
        logger.addHandler(log);
        try {
            Visitor visitor = new Visitor(site.port());
            visitor.get("/");
            for (int i = 0; i < 3; i++) {
                assertThat(post(visitor, "/late-login").status()).isEqualTo(200);
            }
            // The connection is over when the next answer is there, and so are the ends of those before.
            visitor.get("/");
        } finally {
            logger.removeHandler(log);
        }

        assertThat(messages)
                .filteredOn(message -> message.contains("began, changed or ended"))
                .hasSize(1);
    }
}
