package dev.tallystick.thymeleaf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.tck.templates.Answer;
import dev.tallystick.tck.templates.TemplateSite;
import dev.tallystick.tck.templates.Visitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What else a page can ask for, and what it costs; each page is written out in its test. */
class PagesTest {

    private static final String FORM = "<form id='f' method='post' th:action='@{%s}' th:csrf='action'></form>";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<p>No form</p>",
                "<form id='f' method='get' th:action='@{/web/echo}'></form>",
                "<form id='f' method='post' th:action='@{https://evil.example/}'></form>",
                "<form id='f' method='post' th:action='@{https://evil.example/}' th:csrf='action'></form>",
                "<form id='f' method='post' th:action='@{/web/echo}' th:csrf='none'></form>",
                "<form th:if='${false}' method='post' th:action='@{/web/echo}'></form>",
                "<p th:text='${#csrf.headerName + #csrf.parameterName}'></p>",
            })
    void aPageThatShowsNoTokenSetsNoCookieAndStaysCacheable(String template) {
        try (TemplateSite site = TemplateSite.start(Engine.page(template))) {
            Answer page = site.visitor().open("/app/web/page");

            assertThat(page.status()).as(page.text()).isEqualTo(200);
            assertThat(page.isCacheable()).as(page.headers().toString()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/web/pay/7 |",
                "/web/pay/7(a=b) |",
                "/web/pay/ü |",
                "/web/pay/7 | <input type='hidden' name='_method' value='delete'>",
                "/web/pay/7 | <input type='hidden' name='_csrf' th:value='${_csrf.token}'>",
            })
    void aTokenForOneFormHoldsForItAlone(String action, String inside) {
        String form = FORM.formatted(action).replace("</form>", (inside == null ? "" : inside) + "</form>");
        try (TemplateSite site = TemplateSite.start(Engine.page(form))) {
            Visitor visitor = site.visitor();
            Answer page = visitor.open("/app/web/page");

            assertThat(page.tokens("f")).as(page.text()).hasSize(1);
            assertThat(visitor.submit(page.form("f")).status()).isEqualTo(200);
            page.form("f").attr("action", "/app/web/pay/8");
            assertThat(visitor.submit(page.form("f")).text()).contains("wrong-token");
        }
    }

    @Test
    void aPlainTokenIsntEnoughWhereOneForTheFormIsDemanded() {
        try (TemplateSite site =
                TemplateSite.start(Engine.page("<form id='f' method='post' th:action='@{/web/pay/7}'></form>"))) {
            Visitor visitor = site.visitor();

            assertThat(visitor.submit(visitor.open("/app/web/page").form("f")).text())
                    .contains("wrong-token");
        }
    }

    @Test
    void scriptsReadTheTokenInTheHead() {
        try (TemplateSite site =
                TemplateSite.start(Engine.page("<html><head><meta th:csrf></head><body></body></html>"))) {
            Visitor visitor = site.visitor();
            Answer page = visitor.open("/app/web/page");

            assertThat(page.meta("csrf-parameter")).isEqualTo("_csrf");
            assertThat(visitor.fetch("/app/web/echo", page.meta("csrf-header"), page.meta("csrf-token"))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aTokenAloneIsAnExpression() {
        try (TemplateSite site =
                TemplateSite.start(Engine.page("<p id='p' th:attr='data-token=${#csrf.token}'></p>"))) {
            Visitor visitor = site.visitor();
            String token =
                    visitor.open("/app/web/page").document().getElementById("p").attr("data-token");

            assertThat(visitor.fetch("/app/web/echo", "X-CSRF-Token", token).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void behindAJwtTheSamePageHasNoTokenAndDoesntFail() {
        String template =
                "<html><head><meta th:csrf></head><body><form id='f' method='post' th:action='@{/mobile/echo}'>"
                        + "</form><form id='g' method='post' action='relative' th:csrf='action'></form>"
                        + "<p th:text='|[${#csrf.token}${#csrf.headerName}${#csrf.parameterName}]|'></p></body></html>";
        try (TemplateSite site = TemplateSite.start(Engine.page(template))) {
            Answer page = site.visitor().openWithBearer("/app/mobile/page");

            assertThat(page.text())
                    .isEqualTo("<html><head></head><body><form id='f' method='post' action='/app/mobile/echo'>"
                            + "</form><form id='g' method='post' action='relative'></form><p>[]</p></body></html>");
            assertThat(page.isCacheable()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<form method='post' th:action='@{/x}'></form> | The page has no CSRF token under _csrf",
                "<form method='post' th:csrf></form> | let the request come through Tallystick's filter",
                "<head><meta th:csrf></head> | The page has no CSRF token under _csrf",
                "<p th:text='${#csrf.token}'></p> | The page has no CSRF token under _csrf",
            },
            quoteCharacter = '"')
    void withoutTheFilterAPageSaysWhatIsMissing(String template, String message) {
        try (TemplateSite site = TemplateSite.startWithoutFilter(Engine.page(template))) {
            Answer page = site.visitor().open("/app/web/page");

            assertThat(page.status()).isEqualTo(500);
            assertThat(page.text()).contains(message);
        }
    }

    @Test
    void withoutTheFilterAPageThatNeedsNoTokenIsRendered() {
        try (TemplateSite site = TemplateSite.startWithoutFilter(Engine.page(
                "<form method='get' th:action='@{/x}'></form><form th:action='@{/x}' th:csrf='none'></form>"))) {
            assertThat(site.visitor().open("/app/web/page").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<form method='post' th:action='@{/web/x}' th:csrf='yes'></form> | th:csrf=\"yes\" is none of these",
                "<div th:csrf></div> | belongs to <form> or <meta>, not to <div>",
                "<form method='post' action='echo' th:csrf='action'></form> | relative to the page: write it with its path",
                "<form method='post' action='/x/echo' th:csrf='action'></form> | isn't below this application's root /app/",
            },
            quoteCharacter = '`')
    void aMistakeInThePageIsSaid(String template, String message) {
        try (TemplateSite site = TemplateSite.start(Engine.page(template))) {
            Answer page = site.visitor().open("/app/web/page");

            assertThat(page.status()).isEqualTo(500);
            assertThat(page.text()).contains(message);
        }
    }

    @Test
    void aFormWithoutItsEndTagGetsItsFieldToo() {
        try (TemplateSite site =
                TemplateSite.start(Engine.page("<form id='f' method='post' th:action='@{/web/echo}'><!-- c --><p>x"))) {
            Visitor visitor = site.visitor();
            Answer page = visitor.open("/app/web/page");

            assertThat(page.tokens("f")).hasSize(1);
            assertThat(page.text()).contains("<!-- c --><p>x");
        }
    }
}
