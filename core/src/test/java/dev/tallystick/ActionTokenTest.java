package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.http.FormFields;
import dev.tallystick.testing.Browser;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.Keys;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens that hold for one action alone: the method that the request will have in the end, and the path that was routed. */
class ActionTokenTest {

    private final FakeServer server = FakeServer.of(CsrfProtection.builder(Keys.RING)
            .baseUrl(Browser.SITE)
            .requireActionToken("/pay/**")
            .build());
    private final Browser browser = Browser.on(server);

    @Test
    void holdsForItsMethodAndPathAlone() {
        String token = browser.open("/form").forAction("POST", "/transfers");

        assertThat(reason(browser.post("/transfers").header("X-CSRF-Token", token)))
                .isNull();
        assertThat(reason(browser.post("/%74ransfers").header("X-CSRF-Token", token)))
                .as("one path, however it is encoded")
                .isNull();
        assertThat(reason(browser.post("/transfers/").header("X-CSRF-Token", token)))
                .isEqualTo(Reason.WRONG_TOKEN);
        assertThat(reason(browser.post("/Transfers").header("X-CSRF-Token", token)))
                .isEqualTo(Reason.WRONG_TOKEN);
        assertThat(reason(browser.post("/other").header("X-CSRF-Token", token))).isEqualTo(Reason.WRONG_TOKEN);
        assertThat(reason(browser.request("PUT", "/transfers")
                        .origin(Browser.SITE)
                        .header("X-CSRF-Token", token)))
                .isEqualTo(Reason.WRONG_TOKEN);
        assertThat(reason(browser.post("/transfers").query("id=7").header("X-CSRF-Token", token)))
                .as("the query doesn't count")
                .isNull();
    }

    @Test
    void anEndpointMayDemandOne() {
        assertThat(reason(browser.post("/pay").header("X-CSRF-Token", browser.token())))
                .isEqualTo(Reason.WRONG_TOKEN);
        assertThat(reason(browser.post("/pay").form("_csrf", browser.token()))).isEqualTo(Reason.WRONG_TOKEN);
        assertThat(reason(
                        browser.post("/pay").form("_csrf", browser.open("/form").forAction("POST", "/pay"))))
                .isNull();
        assertThat(reason(browser.post("/payments").header("X-CSRF-Token", browser.token())))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "X-HTTP-Method-Override, DELETE, DELETE",
        "X-HTTP-Method-Override, delete, DELETE",
        "X-Method-Override, PUT, PUT",
        "X-HTTP-Method, PATCH, PATCH",
        "X-HTTP-Method, GET, GET",
    })
    void countsTheMethodThatAHeaderMakesOfIt(String header, String value, String method) {
        String token = browser.open("/form").forAction(method, "/t/7");
        String forPost = browser.open("/form").forAction("POST", "/t/7");

        assertThat(reason(browser.post("/t/7").header(header, value).header("X-CSRF-Token", token)))
                .isNull();
        assertThat(reason(browser.post("/t/7").header("X-CSRF-Token", token))).isEqualTo(Reason.WRONG_TOKEN);
        assertThat(reason(browser.post("/t/7").header(header, value).header("X-CSRF-Token", forPost)))
                .isEqualTo(Reason.WRONG_TOKEN);
    }

    @Test
    void countsTheMethodThatTheQueryMakesOfIt() {
        String token = browser.open("/form").forAction("DELETE", "/t/7");

        assertThat(reason(browser.post("/t/7").query("_method=delete").header("X-CSRF-Token", token)))
                .isNull();
        assertThat(reason(browser.post("/t/7").query("%5fMETHOD=DELETE").header("X-CSRF-Token", token)))
                .isNull();
        assertThat(reason(browser.post("/t/7").header("X-CSRF-Token", token))).isEqualTo(Reason.WRONG_TOKEN);
    }

    @Test
    void countsTheMethodThatAHiddenFieldMakesOfIt() {
        String token = browser.open("/form").forAction("DELETE", "/t/7");
        FormFields form = FormFields.of(Map.of("_csrf", List.of(token), "_method", List.of("delete")));

        assertThat(reason(browser.post("/t/7").form(form))).isNull();
        assertThat(reason(browser.post("/t/7").form("_csrf", token))).isEqualTo(Reason.WRONG_TOKEN);
        assertThat(reason(browser.post("/t/7").form(form).header("X-CSRF-Token", token)))
                .as("with the token in the header too")
                .isNull();
        assertThat(server.asked()).as("so the body is read for it").contains("form");
    }

    @Test
    void aBodyThatIsTooLongToLookForTheHiddenFieldInIsRefused() {
        String token = browser.open("/form").forAction("POST", "/t/7");
        FakeRequest.Builder request = browser.post("/t/7").form(FormFields.none(FormFields.State.TOO_LARGE));

        assertThat(reason(request.copy().header("X-CSRF-Token", token))).isEqualTo(Reason.BODY_TOO_LARGE);
        assertThat(reason(request.copy().header("X-CSRF-Token", browser.token())))
                .as("a plain token in the header needs no body")
                .isNull();
    }

    @Test
    void aBodyThatIsTheViewsAlreadyMayHoldTheHiddenFieldToo() {
        String token = browser.open("/form").forAction("POST", "/t/7");
        FakeRequest.Builder request = browser.post("/t/7").form(FormFields.none(FormFields.State.UNREAD));

        assertThat(reason(request.copy().header("X-CSRF-Token", token))).isEqualTo(Reason.WRONG_TOKEN);
        assertThat(reason(request.copy().header("X-CSRF-Token", browser.token())))
                .isNull();
    }

    @Test
    void anOverrideCantBeSpelledSoThatAnotherPathsTokenFits() {
        String token = browser.open("/form").forAction("POST", "/A /b");

        assertThat(reason(browser.post("/b")
                        .header("X-HTTP-Method-Override", "POST /A")
                        .header("X-CSRF-Token", token)))
                .isEqualTo(Reason.WRONG_TOKEN);
    }

    @Test
    void aPlainTokenHoldsForOtherActionsWhateverTheMethod() {
        for (String method : List.of("POST", "PUT", "DELETE", "PATCH")) {
            assertThat(reason(
                            browser.request(method, "/x").origin(Browser.SITE).header("X-CSRF-Token", browser.token())))
                    .isNull();
        }
    }

    private Reason reason(FakeRequest.Builder request) {
        return server.decide(request).reason();
    }
}
