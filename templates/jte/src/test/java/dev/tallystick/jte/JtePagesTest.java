package dev.tallystick.jte;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.tck.templates.Answer;
import dev.tallystick.tck.templates.PagesContract;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.WriterOutput;
import gg.jte.resolve.ResourceCodeResolver;
import jakarta.servlet.http.HttpServletRequest;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine's part keeps, kept by JTE's. */
class JtePagesTest extends PagesContract {

    @TempDir
    static Path classes;

    private static TemplateEngine engine;

    @BeforeAll
    static void compileTheTemplates() {
        engine = TemplateEngine.create(new ResourceCodeResolver("pages"), classes, ContentType.Html);
    }

    @Override
    protected void render(String template, HttpServletRequest request, Variables variables, Writer out) {
        Map<String, Object> model = Map.of(
                "csrf", Csrf.of(request::getAttribute),
                "url", variables.url(),
                "method", variables.method(),
                "filler", variables.filler());
        engine.render(template + ".jte", model, new WriterOutput(out));
    }

    /** The compiler's word for it. */
    @Override
    protected String unknownAttribute() {
        return "cannot find symbol";
    }

    @ParameterizedTest
    @ValueSource(strings = {"called", "kept"})
    void aFormMayComeFromAnotherTemplateOrBeKeptForLater(String page) {
        Answer answer = open(page);

        assertThat(answer.tokens("form")).hasSize(1);
        assertThat(submit(answer).status()).isEqualTo(200);
    }

    @Test
    void inAnAttributeAllIsEscapedAsJteDoes() {
        Answer answer = open("attribute");

        assertThat(answer.document().getElementById("token").attr("data-field")).startsWith("<input type=\"hidden\"");
        assertThat(answer.document().select("input")).isEmpty();
    }

    @Test
    void aParameterThatNobodyGaveSaysWhichTemplateAndLine() {
        Answer answer = open("forgotten");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).contains("forgotten.jte:6");
    }
}
