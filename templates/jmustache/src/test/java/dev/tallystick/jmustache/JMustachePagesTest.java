package dev.tallystick.jmustache;

import static org.assertj.core.api.Assertions.assertThat;

import com.samskivert.mustache.Mustache;
import dev.tallystick.CsrfToken;
import dev.tallystick.tck.templates.Answer;
import dev.tallystick.tck.templates.PagesContract;
import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine's part keeps, kept by JMustache's. */
class JMustachePagesTest extends PagesContract {

    private static final Mustache.Compiler ENGINE =
            CsrfSections.register(Mustache.compiler().withLoader(JMustachePagesTest::read));

    @Override
    protected void render(String template, HttpServletRequest request, Variables variables, Writer out)
            throws Exception {
        ENGINE.loadTemplate(template).execute(model(request, variables), out);
    }

    /** JMustache tells a section neither the template nor the line. */
    @Override
    protected String place(String template) {
        return "In the section csrf: ";
    }

    private static Reader read(String template) {
        return new InputStreamReader(
                JMustachePagesTest.class.getResourceAsStream("/pages/" + template + ".mustache"),
                StandardCharsets.UTF_8);
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
    @ValueSource(strings = {"partial", "spread", "delimiters"})
    void aFormMayComeFromAPartialAndItsSectionBeWrittenAsHtmlIs(String page) {
        Answer answer = open(page);

        assertThat(answer.tokens("form")).hasSize(1);
        assertThat(submit(answer).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "variable, csrf is a section and no variable",
        "text, no list of attributes",
        "token-attribute, has no attributes",
    })
    void whatIsWrittenWronglySaysSo(String page, String message) {
        Answer answer = open(page);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).contains(message);
    }
}
