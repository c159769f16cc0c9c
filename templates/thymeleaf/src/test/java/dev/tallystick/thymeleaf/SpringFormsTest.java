package dev.tallystick.thymeleaf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfToken;
import dev.tallystick.tck.templates.Answer;
import dev.tallystick.tck.templates.TemplateSite;
import dev.tallystick.tck.templates.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.context.support.GenericWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.support.RequestDataValueProcessor;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.spring6.view.ThymeleafViewResolver;
import org.thymeleaf.templateresolver.StringTemplateResolver;

/** Beside Spring's form support, which writes a field into every form by itself. */
class SpringFormsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<form id='f' method='post' th:action='@{/web/echo}'></form> | 1 | POST",
                "<form id='f' th:method='post' th:action='@{/web/echo}'></form> | 1 | POST",
                "<form id='f' method='post' th:action='@{/web/echo}'>[(${_csrf.hiddenField})]</form> | 1 | POST",
                "<form id='f' th:method='delete' th:action='@{/web/echo}'></form> | 1 | POST",
                "<form id='f' method='post' th:action='@{/web/pay/7}' th:csrf='action'></form> | 1 | POST",
                "<form id='f' th:method='delete' th:action='@{/web/pay/7}' th:csrf='action'></form> | 1 | POST",
                "<form id='f' method='post' action='/app/web/echo' th:csrf></form> | 1 | POST",
                "<form id='f' method='get' th:action='@{/web/echo}'></form> | 0 | ",
                "<form id='f' th:action='@{/web/echo}'></form> | 0 | ",
                "<form id='f' method='post' th:action='@{https://evil.example/x}'></form> | 0 | ",
                "<form id='f' method='post' th:action='@{/web/echo}' th:csrf='none'></form> | 1 | POST",
            })
    void thereIsOneFieldWhereThereMustBeAndNoneElsewhere(String template, int fields, String sent) {
        try (TemplateSite site = TemplateSite.start(page(template))) {
            Visitor visitor = site.visitor();
            Answer page = visitor.open("/app/web/page");

            assertThat(page.status()).as(page.text()).isEqualTo(200);
            assertThat(page.tokens("f")).hasSize(fields);
            if (sent != null) {
                assertThat(visitor.submit(page.form("f")).text()).startsWith(sent);
            }
        }
    }

    private static TemplateSite.Page page(String template) {
        SpringTemplateEngine engine = new SpringTemplateEngine();
        engine.setTemplateResolver(new StringTemplateResolver());
        engine.addDialect(new TallystickDialect());
        return (request, response, out) -> {
            try (GenericWebApplicationContext spring = new GenericWebApplicationContext(request.getServletContext())) {
                spring.registerBean("requestDataValueProcessor", FieldInEveryForm.class);
                spring.refresh();
                request.setAttribute(DispatcherServlet.WEB_APPLICATION_CONTEXT_ATTRIBUTE, spring);
                ThymeleafViewResolver views = new ThymeleafViewResolver();
                views.setApplicationContext(spring);
                views.setTemplateEngine(engine);
                views.setCharacterEncoding("UTF-8");
                View view = Objects.requireNonNull(views.resolveViewName(template, Locale.ENGLISH));
                view.render(Map.of(), request, response);
            }
        };
    }

    /** Without asking where the form goes. */
    static final class FieldInEveryForm implements RequestDataValueProcessor {

        @Override
        public String processAction(HttpServletRequest request, String action, String method) {
            return action;
        }

        @Override
        public String processFormFieldValue(HttpServletRequest request, String name, String value, String type) {
            return value;
        }

        @Override
        public Map<String, String> getExtraHiddenFields(HttpServletRequest request) {
            CsrfToken token = CsrfToken.find(request::getAttribute);
            return token == null ? Map.of() : Map.of(token.parameterName(), token.value());
        }

        @Override
        public String processUrl(HttpServletRequest request, String url) {
            return url;
        }
    }
}
