package dev.tallystick.tck.templates;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the part of every engine with functions, elements or sections keeps: a test of one engine extends it, has the pages
 * named here as templates, and adds what is particular to that engine.
 *
 * <p>A page's variables are {@code url} and {@code method}, from the query, and {@code filler}, a long text.
 */
public abstract class PagesContract {

    /** Longer than what servers keep before they send the head. */
    private static final String FILLER = "0123456789abcdef".repeat(8192);

    private TemplateSite site;
    private Visitor visitor;

    /** Renders a template with these variables, and those of the request that the engine's users would hand it. */
    protected abstract void render(String template, HttpServletRequest request, Variables variables, Writer out)
            throws Exception;

    /** Whether the engine has all of a page before it writes any of it; then no page is too long for its token. */
    protected boolean writesWhenAllIsRendered() {
        return false;
    }

    /** By what the engine's errors say where they are. */
    protected String place(String template) {
        return template;
    }

    /** What the engine's error says of an attribute that there isn't. */
    protected String unknownAttribute() {
        return "no attribute \"acton\": write to, action, override or method";
    }

    /** What the pages of this contract show besides tokens. */
    public record Variables(String url, String method, String filler) {}

    private void show(HttpServletRequest request, HttpServletResponse response, Writer out) throws Exception {
        String path = request.getPathInfo();
        Variables variables = new Variables(parameter(request, "url"), parameter(request, "method"), FILLER);
        Writer direct = new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8);
        boolean streamed = request.getParameter("streamed") != null;
        render(path.substring(path.lastIndexOf('/') + 1), request, variables, streamed ? direct : out);
        direct.flush();
    }

    private static String parameter(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        return value == null ? "" : value;
    }

    /** Opens {@code /app/web/} and this, as the same visitor as before. */
    protected final Answer open(String page) {
        return visitor.open("/app/web/" + page);
    }

    /** Sends the form of the page with the id {@code form}. */
    protected final Answer submit(Answer page) {
        return visitor.submit(page.form("form"));
    }

    @BeforeEach
    final void openTheSite() {
        site = TemplateSite.start(this::show);
        visitor = site.visitor();
    }

    @AfterEach
    final void closeTheSite() {
        site.close();
    }

    @Test
    void aPageThatShowsNoTokenSetsNoCookieAndStaysCacheable() {
        Answer page = open("plain");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.isCacheable()).isTrue();
        assertThat(submit(page).text()).contains("missing-secret");
    }

    @Test
    void aFormHasOneFieldAndPasses() {
        Answer page = open("field");

        assertThat(page.tokens("form")).hasSize(1);
        assertThat(page.header("Vary")).containsExactly("Cookie");
        assertThat(page.header("Set-Cookie")).hasSize(1);
        Answer answer = submit(page);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).startsWith("POST /web/echo\n").contains("amount=1\n");
    }

    @Test
    void everyFormOfAPageHasItsOwn() {
        Answer page = open("list");

        assertThat(List.of(page.tokens("pay1"), page.tokens("pay2"), page.tokens("pay3")))
                .allSatisfy(tokens -> assertThat(tokens).hasSize(1))
                .doesNotHaveDuplicates();
        for (String id : List.of("pay1", "pay2", "pay3")) {
            assertThat(visitor.submit(page.form(id)).status()).as(id).isEqualTo(200);
        }
    }

    @Test
    void aTokenBoundToAnActionHoldsForThatAlone() {
        Answer page = open("bound");

        assertThat(submit(page).text()).startsWith("POST /web/pay/1\n");
        String token = page.tokens("form").get(0);
        assertThat(visitor.fetch("/app/web/pay/2", "X-CSRF-Token", token).text())
                .contains("wrong-token");
        Answer plain = open("to?url=/app/web/pay/1");
        assertThat(plain.tokens("form")).hasSize(1);
        assertThat(submit(plain).text()).contains("wrong-token");
    }

    @Test
    void aTokenBoundToAnActionFromDataIsBoundToThat() {
        Answer page = open("bound-to?url=" + encoded("/app/web/pay/a'b"));

        assertThat(submit(page).text()).startsWith("POST /web/pay/a'b\n");
    }

    @Test
    void aFormThatOverridesItsMethodSaysSo() {
        Answer page = open("override");

        assertThat(submit(page).status()).isEqualTo(200);
        page.form("form").select("input[name=_method]").remove();
        assertThat(submit(page).text()).contains("wrong-token");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "//evil.example/app/web/echo",
                "/\\evil.example",
                "/\t/evil.example",
                "javascript:alert(1)",
                "https://localhost.evil.example",
            })
    void anotherSiteGetsNone(String url) {
        for (String page : List.of("to?url=", "bound-to?url=")) {
            Answer answer = open(page + encoded(url));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.form("form").attr("action")).isEqualTo(url);
            assertThat(answer.tokens("form")).isEmpty();
            assertThat(answer.isCacheable()).isTrue();
        }
    }

    @Test
    void thisSiteGetsOneWhereverItsAddressComesFrom() {
        for (String url : List.of("/app/web/echo", "echo", "", site.origin() + "/app/web/echo")) {
            Answer page = open("to?url=" + encoded(url));

            assertThat(page.tokens("form")).as(url).hasSize(1);
            assertThat(submit(page).status()).as(url).isEqualTo(200);
        }
    }

    @Test
    void whatComesFromDataStaysEscaped() {
        String url = "/app/web/echo?a=1&b=%22&c=\"><script>alert(1)</script>'";
        Answer page = open("to?url=" + encoded(url));

        assertThat(page.form("form").attr("action")).isEqualTo(url);
        assertThat(page.document().select("script")).isEmpty();
        assertThat(page.tokens("form")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"post, 1", "POST, 1", "get, 0", "'', 0", "dialog, 0"})
    void onlyAFormThatIsPostedGetsOne(String method, int tokens) {
        Answer page = open("method?method=" + method);

        assertThat(page.tokens("form")).hasSize(tokens);
        assertThat(page.isCacheable()).isEqualTo(tokens == 0);
    }

    @Test
    void theTokenAloneIsForScripts() {
        Answer page = open("token");
        String token = page.document().select("#token").text();

        assertThat(visitor.fetch("/app/web/echo", "X-CSRF-Token", token).status())
                .isEqualTo(200);
    }

    @Test
    void metaTagsAreForScripts() {
        Answer page = open("meta");

        assertThat(page.document().head().select("meta")).hasSize(3);
        assertThat(page.meta("csrf-parameter")).isEqualTo("_csrf");
        assertThat(visitor.fetch("/app/web/echo", page.meta("csrf-header"), page.meta("csrf-token"))
                        .status())
                .isEqualTo(200);
    }

    /** The same page serves both doors, and behind the JWT no token is needed. */
    @ParameterizedTest
    @ValueSource(strings = {"field", "bound", "to", "token", "meta"})
    void behindAJwtThePageIsShownWithoutATokenAndWithoutAnError(String name) {
        Answer page = visitor.openWithBearer("/app/mobile/" + name);

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text()).contains("</html>").doesNotContain("_csrf").doesNotContain("csrf-token");
        assertThat(page.isCacheable()).isTrue();
    }

    @Test
    void aPageThatNothingGuardsMayPostToOneThatIs() {
        Answer page = visitor.open("/app/open/field");

        assertThat(page.tokens("form")).hasSize(1);
        assertThat(submit(page).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"field", "bound", "to", "token", "meta"})
    void aPageWithoutTheVariableSaysWhatToDo(String name) {
        try (TemplateSite unfiltered = TemplateSite.startWithoutFilter(this::show)) {
            Answer page = unfiltered.visitor().open("/app/web/" + name);

            assertThat(page.status()).isEqualTo(500);
            assertThat(page.text()).contains("let the request come through Tallystick's filter");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "wrong-both, both to and action",
        "wrong-override, but no action",
        "bound-to, from the server's root",
    })
    void aFieldThatIsAskedForWronglySaysWhatToWrite(String template, String message) {
        Answer answer = open(template + "?url=relative");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).contains(message).contains(place(template));
        assertThat(answer.isCacheable()).isTrue();
    }

    @Test
    void anAttributeThatThereIsNotSaysWhichThereAre() {
        Answer answer = open("wrong-attribute");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).contains(unknownAttribute()).contains(place("wrong-attribute"));
        assertThat(answer.isCacheable()).isTrue();
    }

    @Test
    void aPageLongerThanTheBufferIsToldToBeEager() {
        Answer page = open("long?streamed");

        if (writesWhenAllIsRendered()) {
            assertThat(submit(page).status()).isEqualTo(200);
        } else {
            assertThat(page.header("Set-Cookie")).isEmpty();
            assertThat(page.text())
                    .contains("after the response was committed")
                    .contains("CsrfProtection.Builder.eager");
        }
    }

    @Test
    void anEagerPageMayBeAsLongAsItLikes() {
        Answer page = open("eager/long?streamed");

        assertThat(page.text()).hasSizeGreaterThan(FILLER.length());
        assertThat(page.header("Vary")).containsExactly("Cookie");
        assertThat(submit(page).status()).isEqualTo(200);
    }

    @Test
    void aVisitorWhoHasASecretMayGetALongPageToo() {
        open("field");
        Answer page = open("long?streamed");

        assertThat(submit(page).status()).isEqualTo(200);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
