package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.http.FormFields;
import dev.tallystick.http.FormFields.State;
import dev.tallystick.testing.Browser;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.FakeSession;
import dev.tallystick.testing.Keys;
import dev.tallystick.token.SessionBinding;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where the token is looked for, in which order, and what is read on the way. */
class TokenCheckTest {

    private final FakeServer server = FakeServer.of(csrf().build());
    private final Browser browser = Browser.on(server);
    private final String good = browser.token();
    private final String wrong = Browser.on(server).token();

    @Test
    void takesItFromTheHeaderWithoutReadingTheBody() {
        assertThat(reason(browser.post("/x").header("X-CSRF-Token", good))).isNull();
        assertThat(reason(browser.post("/x").header("x-csrf-token", good))).isNull();
        assertThat(server.asked()).doesNotContain("form");
    }

    @Test
    void takesItFromTheFormField() {
        assertThat(reason(browser.post("/x").form("_csrf", good))).isNull();
        assertThat(reason(browser.post("/x").form("_CSRF", good))).isEqualTo(Reason.MISSING_TOKEN);
    }

    @Test
    void theHeaderAloneDecidesIfItIsThere() {
        assertThat(reason(browser.post("/x").header("X-CSRF-Token", wrong).form("_csrf", good)))
                .isEqualTo(Reason.WRONG_TOKEN);
        assertThat(reason(browser.post("/x").header("X-CSRF-Token", "").form("_csrf", good)))
                .isEqualTo(Reason.MALFORMED_TOKEN);
        assertThat(reason(browser.post("/x").header("X-CSRF-Token", good).form("_csrf", wrong)))
                .isNull();
    }

    @Test
    void neverTakesItFromTheQuery() {
        assertThat(reason(browser.post("/x").query("_csrf=" + good))).isEqualTo(Reason.MISSING_TOKEN);
        assertThat(reason(browser.post("/x").query("X-CSRF-Token=" + good))).isEqualTo(Reason.MISSING_TOKEN);
    }

    @Test
    void neverTakesItFromACookie() {
        assertThat(reason(
                        browser.post("/x").cookie("_csrf=" + good + "; X-CSRF-Token=" + good + "; XSRF-TOKEN=" + good)))
                .isEqualTo(Reason.MISSING_TOKEN);
    }

    @Test
    void twoOfDifferentValueAreMalformedAndTwoOfTheSameAreOne() {
        assertThat(reason(browser.post("/x").header("X-CSRF-Token", good).header("X-CSRF-Token", wrong)))
                .isEqualTo(Reason.MALFORMED_TOKEN);
        assertThat(reason(browser.post("/x").header("X-CSRF-Token", good).header("X-CSRF-Token", "")))
                .isEqualTo(Reason.MALFORMED_TOKEN);
        assertThat(reason(browser.post("/x").form("_csrf", good, wrong))).isEqualTo(Reason.MALFORMED_TOKEN);
        assertThat(reason(browser.post("/x").form("_csrf", "", good))).isEqualTo(Reason.MALFORMED_TOKEN);
        assertThat(reason(browser.post("/x").form("_csrf", good, browser.token())))
                .as("two good ones even")
                .isEqualTo(Reason.MALFORMED_TOKEN);
        assertThat(reason(browser.post("/x").header("X-CSRF-Token", good).header("X-CSRF-Token", good)))
                .isNull();
        assertThat(reason(browser.post("/x").form("_csrf", good, good, good))).isNull();
    }

    @Test
    void withoutASecretTheBodyIsNotRead() {
        assertThat(reason(Browser.freshOn(server).post("/x").form("_csrf", good)))
                .isEqualTo(Reason.MISSING_SECRET);
        assertThat(server.asked()).doesNotContain("form");
        assertThat(reason(Browser.freshOn(server)
                        .post("/x")
                        .cookie("__Host-csrf=broken")
                        .form("_csrf", good)))
                .isEqualTo(Reason.MISSING_SECRET);
        assertThat(server.asked()).doesNotContain("form");
    }

    @Test
    void foreignEvidenceIsRefusedBeforeAnythingIsFetched() {
        assertThat(reason(browser.request("POST", "/x")
                        .origin("https://evil.example")
                        .form("_csrf", good)))
                .isEqualTo(Reason.UNTRUSTED_ORIGIN);
        assertThat(server.asked()).isEmpty();
        assertThat(reason(browser.request("POST", "/x").form("_csrf", good))).isEqualTo(Reason.MISSING_ORIGIN);
        assertThat(server.asked()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void saysWhatIsWrongWithABodyWithoutTheField(State state) {
        Decision decision = server.decide(browser.post("/x").form(FormFields.none(state)));

        assertThat(decision.reason())
                .isEqualTo(state == State.TOO_LARGE ? Reason.BODY_TOO_LARGE : Reason.MISSING_TOKEN);
        if (state == State.MULTIPART_NOT_EXPECTED) {
            assertThat(decision.hint()).contains("send the token in the header, or declare the view multipart");
        } else if (state == State.MALFORMED) {
            assertThat(decision.hint()).contains("can't be parsed");
        } else if (state == State.UNREAD) {
            assertThat(decision.hint()).contains("let through for a view that is exempt");
        } else {
            assertThat(decision.hint()).isNull();
        }
    }

    @Test
    void asksForTheFormWithTheLengthThatIsConfigured() {
        FakeRequest request = browser.post("/x").build();

        assertThat(csrf().sessionBinding(SessionBinding.none())
                        .maxFormBytes(77)
                        .build()
                        .check(request))
                .isEqualTo(new Need.Form(77));
        assertThat(csrf().sessionBinding(SessionBinding.none()).build().check(request))
                .as("a mebibyte by default")
                .isEqualTo(new Need.Form(1024 * 1024));
    }

    @Test
    void asksForTheSessionOnlyWhereATokenMustHoldAndIsBoundToIt() {
        server.decide(browser.post("/x").header("X-CSRF-Token", good));
        assertThat(server.asked()).containsExactly("session");
        server.decide(browser.get("/x"));
        assertThat(server.asked()).isEmpty();
        FakeServer unbound =
                FakeServer.of(csrf().sessionBinding(SessionBinding.none()).build());
        unbound.decide(browser.post("/x").header("X-CSRF-Token", good));
        assertThat(unbound.asked()).isEmpty();
        FakeServer stored = FakeServer.of(
                csrf().sessionBinding(SessionBinding.none()).secretInSession().build());
        stored.decide(browser.post("/x").header("X-CSRF-Token", good));
        assertThat(stored.asked()).containsExactly("session");
    }

    @Test
    void isBoundToTheLoginSessionWithoutItsRoute() {
        FakeSession session = FakeSession.of("A1.node1");
        browser.session(session);
        assertThat(reason(browser.post("/x").header("X-CSRF-Token", good)))
                .as("a token from before login")
                .isEqualTo(Reason.WRONG_TOKEN);

        String bound = browser.token();
        assertThat(reason(browser.post("/x").header("X-CSRF-Token", bound))).isNull();
        session.renew("A1.node2");
        assertThat(reason(browser.post("/x").header("X-CSRF-Token", bound)))
                .as("failed over to another node")
                .isNull();
        session.renew("A2.node2");
        assertThat(reason(browser.post("/x").header("X-CSRF-Token", bound)))
                .as("another login")
                .isEqualTo(Reason.WRONG_TOKEN);
        session.renew(null);
        assertThat(reason(browser.post("/x").header("X-CSRF-Token", bound)))
                .as("after logout")
                .isEqualTo(Reason.WRONG_TOKEN);
    }

    @Test
    void canBeBoundToALoginCookie() {
        FakeServer server = FakeServer.of(
                csrf().sessionBinding(SessionBinding.cookie("login")).build());
        Browser browser = Browser.on(server);
        browser.cookies().put("login", "ann");
        String token = browser.token();

        assertThat(server.decide(browser.post("/x").header("X-CSRF-Token", token))
                        .reason())
                .isNull();
        assertThat(server.decide(browser.post("/x").cookie("login=bob").header("X-CSRF-Token", token))
                        .reason())
                .as("one planted beside it")
                .isEqualTo(Reason.WRONG_TOKEN);
        browser.cookies().put("login", "bob");
        assertThat(server.decide(browser.post("/x").header("X-CSRF-Token", token))
                        .reason())
                .isEqualTo(Reason.WRONG_TOKEN);
        browser.cookies().remove("login");
        assertThat(server.decide(browser.post("/x").header("X-CSRF-Token", token))
                        .reason())
                .isEqualTo(Reason.WRONG_TOKEN);
    }

    @Test
    void canBeBoundToWhatAFunctionSays() {
        FakeServer server = FakeServer.of(csrf().sessionBinding(SessionBinding.function(
                        request -> request.headers("X-User").hasMoreElements()
                                ? request.headers("X-User").nextElement()
                                : null))
                .build());
        Browser browser = Browser.on(server);
        String token =
                browser.open(browser.get("/form").header("X-User", "ann")).value();

        assertThat(server.decide(browser.post("/x").header("X-User", "ann").header("X-CSRF-Token", token))
                        .reason())
                .isNull();
        assertThat(server.decide(browser.post("/x").header("X-User", "bob").header("X-CSRF-Token", token))
                        .reason())
                .isEqualTo(Reason.WRONG_TOKEN);
        assertThat(server.decide(browser.post("/x").header("X-CSRF-Token", token))
                        .reason())
                .isEqualTo(Reason.WRONG_TOKEN);
    }

    @Test
    void theNamesOfFieldAndHeaderCanBeChosen() {
        FakeServer server = FakeServer.of(
                csrf().parameterName("authenticity_token").headerName("X-Own").build());
        Browser browser = Browser.on(server);

        assertThat(server.decide(browser.post("/x").header("X-Own", browser.token()))
                        .reason())
                .isNull();
        assertThat(server.decide(browser.post("/x")
                                .form(FormFields.of(Map.of("authenticity_token", List.of(browser.token())))))
                        .reason())
                .isNull();
        assertThat(server.decide(browser.post("/x").header("X-CSRF-Token", browser.token()))
                        .reason())
                .isEqualTo(Reason.MISSING_TOKEN);
    }

    private Reason reason(FakeRequest.Builder request) {
        return server.decide(request).reason();
    }

    private static CsrfProtection.Builder csrf() {
        return CsrfProtection.builder(Keys.RING).baseUrl(Browser.SITE);
    }
}
