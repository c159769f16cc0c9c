package dev.tallystick.handlebars;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.jknack.handlebars.Handlebars;
import com.github.jknack.handlebars.io.ClassPathTemplateLoader;
import dev.tallystick.CsrfToken;
import dev.tallystick.tck.templates.Answer;
import dev.tallystick.tck.templates.PagesContract;
import jakarta.servlet.http.HttpServletRequest;
import java.io.Writer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine's part keeps, kept by Handlebars's. */
class HandlebarsPagesTest extends PagesContract {

    private static final Handlebars ENGINE = engine();

    private static Handlebars engine() {
        Handlebars handlebars = new Handlebars(new ClassPathTemplateLoader("/pages", ".hbs"));
        CsrfHelpers.register(handlebars);
        handlebars.registerHelper("concat", (first, options) -> "" + first + options.param(0));
        return handlebars;
    }

    @Override
    protected void render(String template, HttpServletRequest request, Variables variables, Writer out)
            throws Exception {
        ENGINE.compile(template).apply(model(request, variables), out);
    }

    private static Map<String, Object> model(HttpServletRequest request, Variables variables) {
        Map<String, Object> model = new HashMap<>(CsrfToken.model(request::getAttribute));
        model.put("url", variables.url());
        model.put("method", variables.method());
        model.put("filler", variables.filler());
        model.put("items", List.of(1, 2, 3));
        return model;
    }

    @ParameterizedTest
    @ValueSource(strings = {"partial", "braces", "handed"})
    void aFormMayComeFromAPartialAndItsFieldInAnyBraces(String page) {
        Answer answer = open(page);

        assertThat(answer.tokens("form")).hasSize(1);
        assertThat(submit(answer).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "block, no block",
        "positional, no parameters without a name",
        "token-attribute, has no attributes",
    })
    void whatIsWrittenWronglySaysSo(String page, String message) {
        Answer answer = open(page);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).contains(message).contains(page);
    }
}
