package dev.tallystick.jsp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.tck.templates.Answer;
import dev.tallystick.tck.templates.Visitor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tags in pages that Jasper compiles; the pages are in {@code src/test/pages}. */
class TagsTest {

    private static JspSite site;
    private static Visitor visitor;
    private static Answer page;

    @BeforeAll
    static void open() {
        site = JspSite.start();
        visitor = site.visitor();
        page = visitor.open("/app/web/show/forms");
        assertThat(page.status()).as(page.text()).isEqualTo(200);
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"posted", "own", "absolute", "bound", "overridden", "by-attribute"})
    void aFormThatIsPostedHereHasOneFieldAndPasses(String id) {
        assertThat(page.tokens(id)).hasSize(1);
        assertThat(visitor.submit(page.form(id)).text()).startsWith("POST /app/web/");
    }

    @Test
    void aRelativeActionIsThisSites() {
        assertThat(page.tokens("relative")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"foreign", "foreign-from-data", "foreign-bound", "get", "get-by-expression"})
    void aFormThatGoesElsewhereOrIsntPostedHasNone(String id) {
        assertThat(page.tokens(id)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"bound, /app/web/pay/8", "overridden, /app/web/pay/7"})
    void aTokenForOneFormHoldsForItAlone(String id, String other) {
        Answer fresh = visitor.open("/app/web/show/forms");
        fresh.form(id).attr("action", other);

        assertThat(visitor.submit(fresh.form(id)).text()).contains("wrong-token");
    }

    @Test
    void aPlainTokenIsntEnoughWhereOneForTheFormIsDemanded() {
        assertThat(visitor.submit(page.form("plain-where-bound-is-demanded")).text())
                .contains("wrong-token");
    }

    @Test
    void theFieldIsWrittenAsHtml() {
        assertThat(page.text())
                .containsPattern(
                        "action=\"/app/web/echo\">"
                                + "<input type=\"hidden\" name=\"_csrf\" value=\"[A-Za-z0-9_-]+\"><input name=\"to\" value=\"b\">");
    }

    @Test
    void scriptsReadTheTokenInTheHeadOrAlone() {
        assertThat(page.meta("csrf-parameter")).isEqualTo("_csrf");
        assertThat(visitor.fetch("/app/web/echo", page.meta("csrf-header"), page.meta("csrf-token"))
                        .status())
                .isEqualTo(200);
        String alone = page.document().getElementById("token").text();
        assertThat(visitor.fetch("/app/web/echo", page.meta("csrf-header"), alone)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aPageThatShowsATokenSetsItsCookieAndAPageThatShowsNoneStaysCacheable() {
        assertThat(page.header("Set-Cookie")).hasSize(1);
        assertThat(page.header("Vary")).containsExactly("Cookie");

        Answer without = site.visitor().open("/app/web/show/nothing");
        assertThat(without.status()).as(without.text()).isEqualTo(200);
        assertThat(without.isCacheable()).as(without.headers().toString()).isTrue();
    }

    @Test
    void behindAnUnguardedDoorThereIsATokenForTheGuardedOne() {
        Visitor other = site.visitor();
        Answer opened = other.open("/app/open/show/forms");

        assertThat(other.submit(opened.form("posted")).status()).isEqualTo(200);
    }

    @Test
    void behindAJwtTheTagsWriteNothing() {
        Answer answer = site.visitor().openWithBearer("/app/mobile/show/mobile");

        assertThat(answer.text().strip()).isEqualTo("[][][][]");
        assertThat(answer.isCacheable()).isTrue();
    }

    @Test
    void aPageThatIsIncludedHasItsFieldToo() {
        Visitor other = site.visitor();
        Answer answer = other.open("/app/web/show/including");

        assertThat(answer.text()).contains("<p>around</p><input type=\"hidden\" name=\"_csrf\"");
        assertThat(answer.header("Set-Cookie")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "relative | relative to the page: write it with its path, for instance /app/web/transfers",
                "both | both to and action",
                "alone | override, which says more of the form's action",
            })
    void aMistakeInThePageIsSaid(String name, String message) {
        Answer answer = visitor.open("/app/web/show/" + name);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).contains(message);
    }

    @Test
    void withoutTheFilterAPageSaysWhatIsMissing() {
        try (JspSite unfiltered = JspSite.startWithoutFilter()) {
            for (String name : new String[] {"field", "value", "head"}) {
                Answer answer = unfiltered.visitor().open("/app/web/show/" + name);

                assertThat(answer.status()).as(name).isEqualTo(500);
                assertThat(answer.text())
                        .as(name)
                        .contains("The page has no CSRF token under _csrf")
                        .contains("let the request come through Tallystick's filter");
            }
        }
    }
}
