package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.http.SessionView;
import dev.tallystick.testing.Browser;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeResponse;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.FakeSession;
import dev.tallystick.testing.Keys;
import dev.tallystick.testing.LogCapture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rendering a token does to the response, and when it does nothing. */
class CsrfTokenTest {

    private static final String NAME = "__Host-csrf";

    private final FakeServer server = FakeServer.of(csrf().eager("/late/**").build());
    private final FakeResponse response = new FakeResponse();

    @Test
    void doesNothingUntilItIsAskedFor() {
        CsrfToken token = server.begin(FakeRequest.get("/"), response);
        token.parameterName();
        token.headerName();
        assertThat(token).hasToString("CsrfToken[_csrf]");
        server.guard().end(token);

        assertThat(response.all()).isEmpty();
    }

    @Test
    void setsItsCookieOnceHoweverOftenItIsRendered() {
        CsrfToken token = server.begin(FakeRequest.get("/"), response);
        token.value();
        token.hiddenField();
        token.forAction("POST", "/x");
        token.hiddenFieldForAction("POST", "/x");
        token.getToken();
        token.getHiddenField();

        assertThat(response.headers("Set-Cookie")).hasSize(1);
        assertThat(response.headers("Vary")).containsExactly("Cookie");
        assertThat(response.headers("Cache-Control")).containsExactly("private, no-cache");
    }

    @Test
    void setsNoCookieWhereThereIsASecretAndStillMarksThePage() {
        Browser browser = Browser.on(server);
        server.begin(browser.get("/"), response).value();

        assertThat(response.headers("Set-Cookie")).isEmpty();
        assertThat(response.headers("Vary")).containsExactly("Cookie");
        assertThat(response.headers("Cache-Control")).containsExactly("private, no-cache");
    }

    @Test
    void eachRenderingDiffersAndAllHold() {
        Browser browser = Browser.on(server);
        CsrfToken token = browser.open("/");
        String first = token.value();
        String second = token.value();

        assertThat(first).isNotEqualTo(second);
        assertThat(server.decide(browser.post("/x").header("X-CSRF-Token", first))
                        .isAllowed())
                .isTrue();
        assertThat(server.decide(browser.post("/x").header("X-CSRF-Token", second))
                        .isAllowed())
                .isTrue();
    }

    @Test
    void noSecretStandsInAPage() {
        CsrfToken token = server.begin(FakeRequest.get("/"), response);
        String page = token.hiddenField() + token.value();

        assertThat(page).doesNotContain(response.cookieValue(NAME));
    }

    @Test
    void theHiddenFieldIsHtmlReadyToBeWritten() {
        assertThat(server.begin(FakeRequest.get("/"), response).hiddenField())
                .matches("<input type=\"hidden\" name=\"_csrf\" value=\"[A-Za-z0-9_-]+\">");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "Cookie | - | Cookie | private, no-cache",
                "accept-encoding, COOKIE | - | accept-encoding, COOKIE | private, no-cache",
                "* | - | * | private, no-cache",
                "Accept-Encoding | - | Accept-Encoding;Cookie | private, no-cache",
                "Cookie2 | - | Cookie2;Cookie | private, no-cache",
                "- | no-store | Cookie | no-store",
                "- | max-age=60 | Cookie | max-age=60",
            })
    void leavesWhatTheApplicationSaid(String vary, String cacheControl, String varyAfter, String cacheControlAfter) {
        CsrfToken token = server.begin(FakeRequest.get("/"), response);
        if (vary != null) {
            response.with("Vary", vary);
        }
        if (cacheControl != null) {
            response.with("Cache-Control", cacheControl);
        }
        token.value();

        assertThat(String.join(";", response.headers("Vary"))).isEqualTo(varyAfter);
        assertThat(String.join(";", response.headers("Cache-Control"))).isEqualTo(cacheControlAfter);
    }

    @Test
    void failsThereAndThenWhenItsCookieCantBeSetAnyMore() {
        CsrfToken token = server.begin(FakeRequest.get("/"), response);
        response.commit();

        assertThatThrownBy(token::value)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("asked for after the response was committed")
                .hasMessageContaining("ask for it before the page is written")
                .hasMessageContaining("CsrfProtection.Builder.eager");
    }

    @Test
    void needsNoHeaderWhenTheSecretIsThereAlready() {
        Browser browser = Browser.on(server);
        CsrfToken token = server.begin(browser.get("/"), response);
        response.commit();

        assertThat(server.decide(browser.post("/x").header("X-CSRF-Token", token.value()))
                        .isAllowed())
                .isTrue();
    }

    @Test
    void onAnEagerPathAllIsDoneBeforeTheViewRuns() {
        CsrfToken token = server.begin(FakeRequest.get("/late/page"), response);

        assertThat(response.setCookies(NAME)).hasSize(1);
        assertThat(response.headers("Vary")).containsExactly("Cookie");
        assertThat(response.headers("Cache-Control"))
                .as("a page whose token comes later must not be shared")
                .containsExactly("private, no-cache");
        String secret = response.cookieValue(NAME);
        String late = tokenAfterCommit(token);
        assertThat(server.decide(FakeRequest.post("/x")
                                .origin(Browser.SITE)
                                .cookie(NAME + "=" + secret)
                                .header("X-CSRF-Token", late))
                        .isAllowed())
                .isTrue();
    }

    private String tokenAfterCommit(CsrfToken token) {
        response.commit();
        return token.value();
    }

    @Test
    void otherPathsAreNotEager() {
        server.begin(FakeRequest.get("/later"), response);

        assertThat(response.all()).isEmpty();
    }

    @Test
    void theAnswerToAnotherSitesRequestThatPassedAsExemptSetsNoCookie() {
        FakeServer server = FakeServer.of(csrf().insecureExempt("/callback")
                .eager("/**")
                .spaCookie("XSRF-TOKEN")
                .build());
        try (LogCapture log = LogCapture.start()) {
            FakeRequest.Builder callback = FakeRequest.post("/callback").origin("https://idp.example");
            String first = server.begin(callback, response).value();
            String second = server.begin(callback, response).value();

            assertThat(response.headers("Set-Cookie")).isEmpty();
            assertThat(first).isNotEqualTo(second);
            assertThat(log.warnings())
                    .as("said once")
                    .filteredOn(line -> line.contains("rendered a CSRF token for a request of another site"))
                    .singleElement()
                    .asString()
                    .contains("the token won't verify: answer such a callback with a 303 to a page");
        }
    }

    @Test
    void anExemptRequestOfThisSiteSetsOneAsUsual() {
        FakeServer server = FakeServer.of(csrf().insecureExempt("/callback").build());
        server.begin(FakeRequest.post("/callback").origin(Browser.SITE), response)
                .value();

        assertThat(response.setCookies(NAME)).hasSize(1);
    }

    @Test
    void theSecretOfOpenPagesIsNotReplacedInReportOnlyModeEither() {
        FakeServer server = FakeServer.of(csrf().reportOnly(true).build());
        try (LogCapture log = LogCapture.start()) {
            server.begin(FakeRequest.post("/x").origin("https://evil.example"), response)
                    .value();

            assertThat(response.headers("Set-Cookie")).isEmpty();
            assertThat(log.warnings()).hasSize(2);
        }
    }

    @Test
    void norByAForgedRequestToAMountThatNobodyGuards() {
        FakeServer server = FakeServer.of(Router.builder()
                .mount("/web", csrf().build())
                .mount("/open", Protection.none())
                .otherwise(Protection.denyAll())
                .build());
        try (LogCapture log = LogCapture.start()) {
            server.begin(FakeRequest.post("/open/x").origin("https://evil.example"), response)
                    .value();
            assertThat(response.headers("Set-Cookie")).isEmpty();
            assertThat(log.warnings()).hasSize(1);
        }

        server.begin(FakeRequest.post("/open/x").origin(Browser.SITE), response).value();
        assertThat(response.headers("Set-Cookie")).hasSize(1);
        server.begin(FakeRequest.get("/open/x").site("cross-site"), response).value();
        assertThat(response.headers("Set-Cookie")).as("a link from elsewhere").hasSize(2);
    }

    @Test
    void theSessionCanKeepTheSecret() {
        FakeServer server = FakeServer.of(csrf().secretInSession().build());
        FakeSession session = FakeSession.none();
        CsrfToken page = server.begin(FakeRequest.get("/form").session(session), response);
        assertThat(session.id()).as("none begun without need").isNull();

        String rendered = page.value();
        assertThat(session.attributes()).containsOnlyKeys("dev.tallystick.secret");
        assertThat(session.attributes().get("dev.tallystick.secret")).isInstanceOf(String.class);
        assertThat(response.headers("Set-Cookie")).isEmpty();
        FakeRequest.Builder post = FakeRequest.post("/x").origin(Browser.SITE).header("X-CSRF-Token", rendered);
        assertThat(server.decide(post.copy().session(session)).isAllowed()).isTrue();
        assertThat(server.decide(post.copy().session(FakeSession.of("begun"))).reason())
                .as("a session without the secret")
                .isEqualTo(Reason.MISSING_SECRET);
        assertThat(server.decide(post.copy()).reason()).as("no session").isEqualTo(Reason.MISSING_SECRET);
    }

    @Test
    void somethingElseUnderTheSessionsAttributeIsNoSecret() {
        FakeServer server = FakeServer.of(csrf().secretInSession().build());
        FakeSession session = FakeSession.of("s");
        session.setAttribute("dev.tallystick.secret", 42);

        assertThat(server.decide(FakeRequest.post("/x").origin(Browser.SITE).session(session))
                        .reason())
                .isEqualTo(Reason.MISSING_SECRET);
        server.begin(FakeRequest.get("/form").session(session), response).value();
        assertThat(session.attribute("dev.tallystick.secret")).isInstanceOf(String.class);
    }

    @Test
    void aServerWithoutSessionsCantKeepOneAndSaysSo() {
        FakeServer server = FakeServer.of(csrf().secretInSession().build());
        CsrfToken page = server.begin(FakeRequest.get("/form").session(SessionView.NONE), response);

        assertThatThrownBy(page::value)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("There is no server session")
                .hasMessageContaining("secret-store=cookie");
    }

    @Test
    void aSessionThatEndsInBetweenGetsANewSecret() {
        FakeServer server = FakeServer.of(csrf().secretInSession().build());
        FakeSession session = FakeSession.of("s");
        CsrfToken page = server.begin(FakeRequest.get("/form").session(session), response);
        page.value();
        session.renew(null);
        String rendered = page.value();

        assertThat(server.decide(FakeRequest.post("/x")
                                .origin(Browser.SITE)
                                .session(session)
                                .header("X-CSRF-Token", rendered))
                        .isAllowed())
                .isTrue();
        assertThat(session.attribute("dev.tallystick.secret")).isNotNull();
    }

    @Test
    void tokensThatASessionBegunLaterKillsAreSpokenOfOnce() {
        try (LogCapture log = LogCapture.start()) {
            for (int i = 0; i < 2; i++) {
                FakeSession session = FakeSession.none();
                CsrfToken page = server.begin(FakeRequest.get("/form").session(session), new FakeResponse());
                page.value();
                session.renew("begun");
                server.guard().end(page);
            }
            FakeSession session = FakeSession.none();
            CsrfToken unrendered = server.begin(FakeRequest.get("/form").session(session), new FakeResponse());
            session.renew("begun");
            server.guard().end(unrendered);

            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .contains("those tokens won't verify. Sign in or out first, and render the page afterwards.");
        }
    }

    @Test
    void anAdapterThatForgetsTheSessionFailsAtOnceInsteadOfRenderingDeadTokens() {
        FakeRequest request = FakeRequest.get("/form").build();
        CsrfToken page = server.guard().begin(request, response, server.decide(request));

        assertThatThrownBy(page::value)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("RequestView.session");
    }

    private static CsrfProtection.Builder csrf() {
        return CsrfProtection.builder(Keys.RING).baseUrl(Browser.SITE);
    }
}
