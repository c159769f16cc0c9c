package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.origin.TrustedProxies;
import dev.tallystick.testing.Browser;
import dev.tallystick.testing.FakeRequest;
import dev.tallystick.testing.FakeResponse;
import dev.tallystick.testing.FakeServer;
import dev.tallystick.testing.Keys;
import java.security.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which forms get a token: those that a browser posts to this site, and certainly to no other. */
class OwnFormsTest {

    private static final String FIELD = "<input type=\"hidden\" name=\"_csrf\" value=\"[A-Za-z0-9_-]+\">";

    private final FakeServer server = FakeServer.of(csrf().trustedOrigin("https://*.trusted.example")
            .requireActionToken("/pay/**")
            .build());
    private final FakeResponse response = new FakeResponse();
    private final CsrfToken token = server.begin(FakeRequest.get("/web/page"), response);

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "/",
                "/web/echo",
                "/web/echo?to=https://evil.example//x\\y&z",
                "/web/echo#//evil.example",
                "/web//evil.example",
                "/web/a b",
                "/web/überweisung",
                "/web/%2f%2fevil.example",
                "/@evil.example",
                "/web:8080/x",
                "/;jsessionid=1",
                "echo",
                "echo?to=https://evil.example",
                "echo#https://evil.example",
                "a/b:c",
                "./a:b",
                "../echo",
                "überweisung",
                "?x",
                "?//evil.example",
                "?\\\\evil.example",
                "#x",
                "#//evil.example",
                " /web/echo ",
                "\n  /web/echo\n",
                "/web/\n  echo",
                " ",
                "\u0000",
                "https://bank.example",
                "https://bank.example/",
                "https://bank.example/web/echo",
                "https://bank.example?x",
                "https://bank.example#@evil.example",
                "https://bank.example:443/web",
                "HTTPS://Bank.Example/web",
                " ht\ntps://bank.example/web",
            })
    void anActionOfThisSite(String action) {
        assertThat(token.isOwnAction(action)).isTrue();
        assertThat(token.hiddenFieldFor("post", action)).matches(FIELD);
        assertThat(token.valueFor("post", action)).matches("[A-Za-z0-9_-]+");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Another site, plainly.
                "https://evil.example",
                "https://evil.example/web/echo",
                "//evil.example",
                "//evil.example/web",
                // One that is let in is another site too.
                "https://a.trusted.example/x",
                // What looks like this site.
                "https://bank.example.evil.example",
                "https://bank.example@evil.example",
                "https://bank.example:x@evil.example",
                "https://ann@bank.example",
                "https://bank.example:8443",
                "https://bank.example:0443",
                "https://bank.example:",
                "https://bank.example.",
                "https://bank.example\\@evil.example",
                "https://bank.example\\.evil.example",
                "https://bank.example%2eevil.example",
                "https://ｂank.example",
                "https://evil.example/https://bank.example",
                "https://bank.example&commat;evil.example",
                // Another scheme, and the same host.
                "http://bank.example/web",
                "wss://bank.example/web",
                "ftp://bank.example/web",
                "javascript:alert(1)",
                "JavaScript:alert(1)",
                "java\nscript:alert(1)",
                "data:text/html,x",
                "mailto:a@evil.example",
                "blob:https://bank.example/1",
                "about:blank",
                "1:x",
                ":x",
                "://evil.example",
                // Slashes that browsers add, leave out, or turn.
                "//bank.example/web",
                "///evil.example",
                "https:evil.example",
                "https:/evil.example",
                "https:bank.example",
                "https:/bank.example",
                "https:///bank.example",
                "https:///evil.example",
                "/\\evil.example",
                "\\/evil.example",
                "\\\\evil.example",
                "\\evil.example",
                "\\",
                "https:\\\\bank.example",
                "/web\\..\\..\\evil",
                // What browsers trim and leave out.
                " //evil.example",
                "\t//evil.example",
                "\n//evil.example",
                "\r\n//evil.example",
                "\f//evil.example",
                "\u0000//evil.example",
                "\u0001//evil.example",
                "\u001f//evil.example",
                "/\t/evil.example",
                "/\n/evil.example",
                "/\r/evil.example",
                " / /evil.example\u0000x",
                "\t/\t\\evil.example",
                "ht\ntps://evil.example",
                "https\t://evil.example",
                "https:\n//evil.example",
                // What they don't, and others might.
                "/\u0000/evil.example",
                "/\u0008/evil.example",
                "/web/\u007f",
                "/web/\u0085",
                "\u00a0//evil.example",
                "\u2003//evil.example",
                "\ufeff//evil.example",
                "\u200b//evil.example",
                "\u00ad//evil.example",
                // Still to be unescaped, or never filled in.
                "&#47;&#47;evil.example",
                "/&#47;evil.example",
                "/&sol;evil.example",
                "https&colon;//evil.example",
                "h&#116;tps://evil.example",
                "&Tab;//evil.example",
                "${url}",
                "/{path}",
                "{{url}}",
                "<url>",
                "\"//evil.example",
            })
    void anActionThatABrowserCouldReadAsAnotherPlace(String action) {
        assertThat(token.isOwnAction(action)).isFalse();
        assertThat(token.hiddenFieldFor("post", action)).isEmpty();
        assertThat(token.valueFor("post", action)).isEmpty();
        assertThat(token.actionFieldFor("post", action, null)).isEmpty();
        assertThat(token.actionValueFor("post", action, "PUT")).isEmpty();
        assertThat(response.all()).as("nothing was rendered").isEmpty();
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "get", "GET", "head", "HEAD", "dialog", "DIALOG", "options", "put", "DELETE", " post", "ſoo", "poſt"
            })
    void aFormThatBrowsersDontPost(String method) {
        assertThat(token.hiddenFieldFor(method, "/web/echo")).isEmpty();
        assertThat(token.valueFor(method, "/web/echo")).isEmpty();
        assertThat(token.actionFieldFor(method, "/web/echo", null)).isEmpty();
        assertThat(token.actionFieldFor(method, "relative", null))
                .as("nothing to complain of")
                .isEmpty();
        assertThat(response.all()).as("nothing was rendered").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"post", "POST", "pOsT"})
    void aFormThatTheyDo(String method) {
        assertThat(token.hiddenFieldFor(method, "/web/echo")).matches(FIELD);
        assertThat(token.actionFieldFor(method, "/web/echo", null)).matches(FIELD);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // base URLs | scheme | Host | X-Forwarded-Host | action | own?
                "https://bank.example | http | 10.0.0.7:8080 | - | https://bank.example/x | true",
                "https://bank.example | http | 10.0.0.7:8080 | - | http://10.0.0.7:8080/x | false",
                "https://a.example https://b.example | https | b.example | - | https://b.example/x | true",
                "https://a.example https://b.example | https | b.example | - | https://a.example/x | false",
                "https://a.example https://b.example | https | evil.example | - | https://evil.example/x | false",
                "https://a.example https://b.example | https | evil.example | - | https://a.example/x | false",
                "https://a.example https://b.example | https | evil.example | - | /x | true",
                "- | http | localhost:8080 | - | http://localhost:8080/x | true",
                "- | http | localhost:8080 | - | http://localhost/x | false",
                "- | http | localhost:8080 | - | https://localhost:8080/x | false",
                "- | http | [::1]:8080 | - | http://[0:0::1]:8080/x | true",
                "- | http | inner:8080 | bank.example | http://bank.example/x | true",
                "- | http | inner:8080 | bank.example | http://inner:8080/x | false",
                "- | http | a b | - | http://a b/x | false",
            })
    void thisSiteIsWhatTheRequestWasMeantFor(
            String baseUrls, String scheme, String host, String forwardedHost, String action, boolean own) {
        CsrfProtection.Builder csrf =
                CsrfProtection.builder(Keys.RING).trustedProxies(TrustedProxies.of(List.of("192.0.2.7")));
        if (baseUrls != null) {
            List.of(baseUrls.split(" ")).forEach(csrf::baseUrl);
        }
        FakeRequest.Builder request = FakeRequest.get("/").scheme(scheme).host(host);
        if (forwardedHost != null) {
            request.header("X-Forwarded-Host", forwardedHost);
        }
        CsrfToken page = FakeServer.of(csrf.build()).begin(request, response);

        assertThat(page.isOwnAction(action)).isEqualTo(own);
        assertThat(page.hiddenFieldFor("post", action).isEmpty()).isNotEqualTo(own);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            quoteCharacter = '"',
            value = {
                // root | action | _method | sent to | as
                "- | /pay/7 | - | /pay/7 | POST",
                "- | /pay/7?x=1#y | - | /pay/7 | POST",
                "- | https://bank.example/pay/7?x | - | /pay/7 | POST",
                "- | /pay/%37 | - | /pay/7 | POST",
                "- | /pay/a b | - | /pay/a%20b | POST",
                "- | /pay/ü/€/😀 | - | /pay/%C3%BC/%E2%82%AC/%F0%9F%98%80 | POST",
                "- | /pay/7;jsessionid=1 | - | /pay/7 | POST",
                "- | /pay/7/ | - | /pay/7/ | POST",
                "- | /pa\ty/7 | - | /pay/7 | POST",
                "- | /pay/7 | DELETE | /pay/7 | DELETE",
                "- | /pay/7 | delete | /pay/7 | DELETE",
                "- | /pay/7 | \"\" | /pay/7 | POST",
                "- | /pay/7?_method=put | - | /pay/7 | PUT",
                "- | /pay/7?a=b&_METHOD=patch | DELETE | /pay/7 | PATCH",
                "- | /pay/7?_method= | DELETE | /pay/7 | DELETE",
                "/app | /app/pay/7 | - | /pay/7 | POST",
                "/app | https://bank.example/app/pay/7 | - | /pay/7 | POST",
                "/my%20app | /my app/pay/7 | - | /pay/7 | POST",
                "/app/inner | /app/inner/pay/7 | - | /pay/7 | POST",
            })
    void aTokenForOneFormHoldsForWhatTheBrowserMakesOfItsAction(
            String root, String action, String override, String path, String method) {
        Browser browser = Browser.on(server);
        FakeRequest.Builder request = browser.get("/web/page").contextPath(root == null ? "" : root);
        String value = browser.open(request).actionValueFor("post", action, override);
        FakeRequest.Builder sent = browser.post(path).form("_csrf", value);

        assertThat(server.decide(method.equals("POST") ? sent : sent.query("_method=" + method))
                        .isAllowed())
                .isTrue();
        assertThat(server.decide(sent.query("_method=OTHER")).reason()).isEqualTo(Reason.WRONG_TOKEN);
        assertThat(server.decide(sent.query(null).path("/pay/8")).reason()).isEqualTo(Reason.WRONG_TOKEN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            quoteCharacter = '"',
            value = {
                "- | - | relative to the page: write it with its path, for instance /web/transfers",
                "- | \"\" | relative to the page",
                "- | transfers | relative to the page",
                "- | ?x | relative to the page",
                "- | ../transfers | relative to the page",
                "/app | transfers | for instance /app/web/transfers",
                "/app | /transfers | '/transfers' isn't below this application's root /app/",
                "/app | /application/x | isn't below this application's root /app/",
                "/app | /app | isn't below this application's root /app/",
                "/app | https://bank.example | '/' isn't below this application's root /app/",
                "- | /a/../b | '/a/../b' could be read as two different paths",
                "- | /a//b | without dot segments, empty segments and encoded slashes",
                "- | /a%2fb | could be read as two different paths",
                "- | /a%zz?x=secret | '/a%zz' could be read",
            })
    void aTokenForOneFormNeedsItsPathAndSaysSo(String root, String action, String message) {
        CsrfToken page = server.begin(FakeRequest.get("/web/page").contextPath(root == null ? "" : root), response);

        assertThatThrownBy(() -> page.actionFieldFor("post", action, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret");
        assertThat(response.all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // root | action | _method | sent to | as
                "- | /pay/7 | - | /pay/7 | POST",
                "- | https://bank.example/pay/7?x#y | - | /pay/7 | POST",
                "- | /pay/7 | delete | /pay/7 | DELETE",
                "- | /pay/7?_method=put | delete | /pay/7 | PUT",
                "/app | /app/pay/7 | - | /pay/7 | POST",
            })
    void aFormToAPathThatDemandsATokenForItsActionGetsOne(
            String root, String action, String override, String path, String method) {
        Browser browser = Browser.on(server);
        FakeRequest.Builder request = browser.get("/web/page").contextPath(root == null ? "" : root);
        String value = browser.open(request).valueFor("post", action, override);
        FakeRequest.Builder sent = browser.post(path).form("_csrf", value);

        assertThat(server.decide(method.equals("POST") ? sent : sent.query("_method=" + method))
                        .isAllowed())
                .isTrue();
        assertThat(server.decide(sent.query("_method=OTHER")).reason()).isEqualTo(Reason.WRONG_TOKEN);
        assertThat(server.decide(sent.query(null).path("/web/echo")).reason()).isEqualTo(Reason.WRONG_TOKEN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // root | action
                "- | /web/echo",
                "- | /payments/7",
                "- | pay/7",
                "- | -",
                "- | /pay/../pay/7",
                "/app | /pay/7",
                "/app | /app/web/pay/7",
            })
    void anyOtherFormGetsOneThatHoldsForEveryAction(String root, String action) {
        Browser browser = Browser.on(server);
        FakeRequest.Builder request = browser.get("/web/page").contextPath(root == null ? "" : root);
        String value = browser.open(request).valueFor("post", action);

        assertThat(server.decide(browser.post("/web/echo").form("_csrf", value)).isAllowed())
                .isTrue();
        assertThat(server.decide(browser.post("/pay/7").form("_csrf", value)).reason())
                .isEqualTo(Reason.WRONG_TOKEN);
    }

    @Test
    void scriptsFindTheTokenAndTheNamesInTheHead() {
        Browser browser = Browser.on(server);
        String tags = browser.open("/web/page").getMetaTags();

        assertThat(tags)
                .matches("<meta name=\"csrf-token\" content=\"[A-Za-z0-9_-]+\">"
                        + "<meta name=\"csrf-header\" content=\"X-CSRF-Token\">"
                        + "<meta name=\"csrf-parameter\" content=\"_csrf\">");
        String value = tags.substring("<meta name=\"csrf-token\" content=\"".length(), tags.indexOf("\">"));
        assertThat(server.decide(browser.post("/web/echo").header("X-CSRF-Token", value))
                        .isAllowed())
                .isTrue();
    }

    @Test
    void namesThatAFrontEndHasStandInTheHeadToo() {
        CsrfToken page = FakeServer.of(csrf().names(NamePreset.RAILS).build()).begin(FakeRequest.get("/"), response);

        assertThat(page.metaTags()).contains("content=\"" + page.headerName() + "\"", "content=\"authenticity_token\"");
    }

    @Test
    void aPageFindsItsTokensUnderTheShortNameOrTheLongOne() {
        Map<String, Object> both = Map.of("_csrf", token, CsrfToken.class.getName(), "another");
        Map<String, Object> taken = Map.of("_csrf", "a neighbour's", CsrfToken.class.getName(), token);

        assertThat(CsrfToken.find(both::get)).isSameAs(token);
        assertThat(CsrfToken.find(taken::get)).isSameAs(token);
        assertThat(CsrfToken.model(taken::get)).isEqualTo(Map.of("_csrf", token));
        assertThat(response.all()).isEmpty();
    }

    @Test
    void anErrorPageOfARequestThatNobodyDecidedHasNone() {
        Map<String, Object> attributes = Map.of("dev.tallystick.undecided", true);

        assertThat(CsrfToken.find(attributes::get)).isNull();
        assertThat(CsrfToken.model(attributes::get)).isEqualTo(attributes);
    }

    @Test
    void behindAJwtAPageNeedsNone() {
        Principal phone = () -> "ann";
        Map<String, Object> attributes = Map.of("dev.tallystick.decision", Decision.allow(Rule.JWT, phone));

        assertThat(CsrfToken.find(attributes::get)).isNull();
        Map<String, Object> model = CsrfToken.model(attributes::get);
        assertThat(model).isEqualTo(attributes);
        assertThat(CsrfToken.find(new HashMap<>(model)::get)).isNull();
    }

    @Test
    void aPageThatShouldHaveThemSaysWhatIsMissing() {
        Map<String, Object> unprotected = Map.of("dev.tallystick.decision", decision(Protection.none()), "_csrf", "x");

        assertThatThrownBy(() -> CsrfToken.find(name -> null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no CSRF token under _csrf")
                .hasMessageContaining("Tallystick's filter")
                .hasMessageContaining("model.putAll(CsrfToken.model(request::getAttribute))");
        assertThatThrownBy(() -> CsrfToken.model(unprotected::get))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("mount a CsrfProtection");
    }

    private static Decision decision(Protection protection) {
        return FakeServer.of(protection).decide(FakeRequest.get("/"));
    }

    private static CsrfProtection.Builder csrf() {
        return CsrfProtection.builder(Keys.RING).baseUrl(Browser.SITE);
    }
}
