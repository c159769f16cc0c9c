package dev.tallystick.qute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfToken;
import dev.tallystick.tck.templates.Answer;
import dev.tallystick.tck.templates.PagesContract;
import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.Template;
import io.quarkus.qute.Variant;
import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine's part keeps, kept by Qute's. */
class QutePagesTest extends PagesContract {

    private static final Engine ENGINE = Engine.builder()
            .addDefaults()
            .addResultMapper(new HtmlEscaper(List.of("text/html")))
            .addSectionHelper(new CsrfSections())
            .build();

    @Override
    protected void render(String template, HttpServletRequest request, Variables variables, Writer out)
            throws Exception {
        out.write(parsed(template).data(model(request, variables)).render());
    }

    private static Template parsed(String template) throws Exception {
        try (InputStream file = QutePagesTest.class.getResourceAsStream("/pages/" + template + ".html")) {
            return ENGINE.parse(
                    new String(file.readAllBytes(), StandardCharsets.UTF_8),
                    Variant.forContentType("text/html"),
                    template);
        }
    }

    @Override
    protected boolean writesWhenAllIsRendered() {
        return true;
    }

    private static Map<String, Object> item(int id) {
        return Map.of("id", id, "path", "/app/web/pay/" + id);
    }

    private static Map<String, Object> model(HttpServletRequest request, Variables variables) {
        Map<String, Object> model = new HashMap<>(CsrfToken.model(request::getAttribute));
        model.put("url", variables.url());
        model.put("method", variables.method());
        model.put("filler", variables.filler());
        model.put("items", List.of(item(1), item(2), item(3)));
        return model;
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "let", "ended"})
    void aFormMayStandInOtherSections(String page) {
        Answer answer = open(page);

        assertThat(answer.tokens("form")).hasSize(1);
        assertThat(submit(answer).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "positional, without a name",
        "body, no body",
        "missing, nowhere",
        "token-attribute, has no attributes",
    })
    void whatIsWrittenWronglySaysSo(String page, String message) {
        Answer answer = open(page);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).contains(message).contains(page);
    }
}
