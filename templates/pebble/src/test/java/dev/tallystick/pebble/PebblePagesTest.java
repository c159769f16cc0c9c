package dev.tallystick.pebble;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.CsrfToken;
import dev.tallystick.tck.templates.Answer;
import dev.tallystick.tck.templates.PagesContract;
import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import jakarta.servlet.http.HttpServletRequest;
import java.io.Writer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine's part keeps, kept by Pebble's. */
class PebblePagesTest extends PagesContract {

    private static final PebbleEngine ENGINE = new PebbleEngine.Builder()
            .loader(loader())
            .extension(new CsrfExtension())
            .build();

    private static ClasspathLoader loader() {
        ClasspathLoader loader = new ClasspathLoader();
        loader.setPrefix("pages");
        loader.setSuffix(".peb");
        return loader;
    }

    @Override
    protected void render(String template, HttpServletRequest request, Variables variables, Writer out)
            throws Exception {
        ENGINE.getTemplate(template).evaluate(out, model(request, variables));
    }

    private static Map<String, Object> model(HttpServletRequest request, Variables variables) {
        Map<String, Object> model = new HashMap<>(CsrfToken.model(request::getAttribute));
        model.put("url", variables.url());
        model.put("method", variables.method());
        model.put("filler", variables.filler());
        return model;
    }

    @ParameterizedTest
    @ValueSource(strings = {"included", "block", "macro"})
    void aFormMayComeFromAnotherTemplateOrAMacro(String page) {
        Answer answer = open(page);

        assertThat(answer.tokens("form")).hasSize(1);
        assertThat(submit(answer).status()).isEqualTo(200);
    }

    /** A macro sees none of the page's variables. */
    @ParameterizedTest
    @CsvSource({
        "positional, write to, action",
        "token-argument, has no arguments",
        "macro-alone, no CSRF token under _csrf",
    })
    void whatIsWrittenWronglySaysSo(String page, String message) {
        Answer answer = open(page);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).contains(message).contains(page);
    }
}
