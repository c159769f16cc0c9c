package dev.tallystick.thymeleaf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.tck.templates.Answer;
import dev.tallystick.tck.templates.TemplateSite;
import dev.tallystick.tck.templates.Visitor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which forms of a page get a field, and how many. The forms are in {@code pages/forms.html}, each by its id. */
class FormsTest {

    private static TemplateSite site;
    private static Visitor visitor;
    private static Answer page;

    @BeforeAll
    static void open() {
        site = TemplateSite.start(Engine.page("pages/forms"));
        visitor = site.visitor();
        page = visitor.open("/app/web/page");
        assertThat(page.status()).as(page.text()).isEqualTo(200);
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "posted",
                "capitals",
                "method-from-data",
                "relative",
                "absolute",
                "with-query",
                "data-attribute",
                "asked",
                "asked-plainly",
                "by-hand",
                "by-hand-as-text",
                "by-hand-inlined",
                "by-hand-twice",
                "by-hand-in-a-text",
                "own-button",
                "cancel-button",
                "row-1",
                "row-2",
                "row-3",
                "each-1",
                "each-2",
                "fragment",
            })
    void aFormThatIsPostedHereHasOneFieldAndPasses(String id) {
        assertThat(page.tokens(id)).hasSize(1);
        assertThat(visitor.submit(page.form(id)).text()).startsWith("POST /web/echo\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "without-method",
                "get",
                "get-by-hand",
                "dialog",
                "put",
                "foreign",
                "foreign-asked",
                "foreign-action-token",
                "foreign-by-hand",
                "foreign-without-scheme",
                "foreign-from-data",
                "foreign-escaped",
                "foreign-named",
                "foreign-tab",
                "foreign-attr",
                "foreign-button",
                "get-button",
                "left-alone",
                "not-asked",
                "outer",
            })
    void anyOtherHasNone(String id) {
        assertThat(page.tokens(id)).isEmpty();
    }

    @Test
    void theFieldStandsRightBehindTheTagAndTheRestOfTheFormAsItWas() {
        assertThat(page.text())
                .containsPattern("<form id=\"posted\" method=\"post\" action=\"/app/web/echo\">"
                        + "<input type=\"hidden\" name=\"_csrf\" value=\"[A-Za-z0-9_-]+\">"
                        + "<input name=\"to\" value=\"b&amp;b\"><button>Send</button></form>");
        assertThat(visitor.submit(page.form("posted")).text()).contains("to=b&b\n");
    }

    @Test
    void whatStandsAroundAFieldWrittenByHandStays() {
        assertThat(page.text()).containsPattern(">before  between <input [^>]*> after</form>");
    }

    @Test
    void whatTheDialectIsToldDoesntStandInThePage() {
        assertThat(page.text()).doesNotContain("th:csrf", "tallystick");
    }

    @Test
    void whatDataHoldsIsEscapedAsEver() {
        assertThat(page.text()).contains("action=\"\t//evil.example&quot;&gt;&lt;script&gt;\"");
    }

    @Test
    void tokensOfOnePageDiffer() {
        assertThat(page.tokens("row-1")).isNotEqualTo(page.tokens("row-2"));
    }

    @ParameterizedTest
    @CsvSource({"/app/web/page", "/app/open/page"})
    void aFormFromAnUnguardedDoorPassesTheGuardedOneToo(String address) {
        Visitor other = site.visitor();
        Answer opened = other.open(address);

        assertThat(other.submit(opened.form("posted")).status()).isEqualTo(200);
        assertThat(opened.header("Set-Cookie")).hasSize(1);
        assertThat(opened.header("Vary")).containsExactly("Cookie");
        assertThat(site.visitor().submit(opened.form("posted")).text()).contains("missing-secret");
    }
}
