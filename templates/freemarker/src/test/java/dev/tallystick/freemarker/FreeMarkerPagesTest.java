package dev.tallystick.freemarker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfToken;
import dev.tallystick.tck.templates.Answer;
import dev.tallystick.tck.templates.PagesContract;
import freemarker.template.Configuration;
import freemarker.template.TemplateExceptionHandler;
import jakarta.servlet.http.HttpServletRequest;
import java.io.Writer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine's part keeps, kept by FreeMarker's. */
class FreeMarkerPagesTest extends PagesContract {

    private static final Configuration ENGINE = engine();

    private static Configuration engine() {
        Configuration configuration = new Configuration(Configuration.VERSION_2_3_34);
        configuration.setClassForTemplateLoading(FreeMarkerPagesTest.class, "/pages");
        configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        CsrfDirectives.register(configuration);
        return configuration;
    }

    @Override
    protected void render(String template, HttpServletRequest request, Variables variables, Writer out)
            throws Exception {
        ENGINE.getTemplate(template + ".ftlh").process(model(request, variables), out);
    }

    private static Map<String, Object> model(HttpServletRequest request, Variables variables) {
        Map<String, Object> model = new HashMap<>(CsrfToken.model(request::getAttribute));
        model.put("url", variables.url());
        model.put("method", variables.method());
        model.put("filler", variables.filler());
        return model;
    }

    @ParameterizedTest
    @ValueSource(strings = {"macro", "included", "captured"})
    void aFormMayComeFromAnotherTemplateOrBeKeptForLater(String page) {
        Answer answer = open(page);

        assertThat(answer.tokens("form")).hasSize(1);
        assertThat(submit(answer).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "body, neither a body nor loop variables",
        "token-attribute, has no attributes",
        "markup, is no string",
    })
    void whatIsWrittenWronglySaysSo(String page, String message) {
        Answer answer = open(page);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).contains(message).contains(page + ".ftlh");
    }
}
