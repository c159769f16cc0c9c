package dev.tallystick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Router;
import dev.tallystick.tck.wire.Visitor;
import dev.tallystick.token.KeyRing;
import dev.tallystick.token.RandomSource;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The recipe docs/recipes/server-rendered.md, compiled and run as it stands there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerRenderedRecipeTest {

    private static final String IMPORTS = """
            import dev.tallystick.*;
            import dev.tallystick.servlet.*;
            import dev.tallystick.token.*;
            import jakarta.servlet.http.*;
            import java.io.IOException;

            """;

    private TestSite site;
    private Visitor ann;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        List<String> samples = samples();
        assertThat(samples).hasSize(2);
        Path sources = Files.createDirectories(directory.resolve("sources"));
        Files.writeString(sources.resolve("Transfers.java"), IMPORTS + samples.get(0));
        Files.writeString(
                sources.resolve("Guarded.java"),
                IMPORTS + "public final class Guarded {\n public static Router router(KeyRing keys) {\n"
                        + samples.get(1) + "return router;\n}\n}\n");
        Path classes = Files.createDirectories(directory.resolve("classes"));
        compile(sources, classes);
        URL[] places = {classes.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(places, ServerRenderedRecipeTest.class.getClassLoader())) {
            Router router = (Router) loader.loadClass("Guarded")
                    .getMethod("router", KeyRing.class)
                    .invoke(null, KeyRing.random(RandomSource.system()));
            HttpServlet transfers = (HttpServlet)
                    loader.loadClass("Transfers").getDeclaredConstructor().newInstance();
            site = TestSite.guarded(
                    TallystickFilter.builder(router).build(),
                    context -> context.addServlet(new ServletHolder(transfers), "/web/transfers"));
        }
        ann = new Visitor(site.port());
    }

    @AfterAll
    void stop() throws Exception {
        site.close();
    }

    private static List<String> samples() throws IOException {
        String page = Files.readString(Path.of("../../docs/recipes/server-rendered.md"));
        List<String> samples = new ArrayList<>();
        for (String part : page.split("```java\n")) {
            samples.add(part.substring(0, Math.max(0, part.indexOf("\n```")) + 1));
        }
        return samples.subList(1, samples.size());
    }

    private static void compile(Path sources, Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        List<String> options = List.of(
                "-d",
                classes.toString(),
                "-proc:none",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        boolean compiled = compiler.getTask(
                        said,
                        null,
                        null,
                        options,
                        null,
                        compiler.getStandardFileManager(null, null, null)
                                .getJavaFileObjects(sources.resolve("Transfers.java"), sources.resolve("Guarded.java")))
                .call();
        assertThat(compiled).as("%s", said).isTrue();
    }

    @Test
    void itsFormIsLetInWithTheFieldAndRefusedWithout() {
        String page = ann.get("/web/transfers").body();
        String field = "name=\"_csrf\" value=\"";
        int value = page.indexOf(field) + field.length();
        String token = page.substring(value, page.indexOf('"', value));

        assertThat(ann.send(ann.request("POST", "/web/transfers").form("to=bob&_csrf=" + token))
                        .status())
                .isEqualTo(303);
        assertThat(ann.send(ann.request("POST", "/web/transfers").form("to=bob"))
                        .reason())
                .isEqualTo("missing-token");
    }

    @Test
    void itsScriptAndItsTokensAreServedAtThePathsThatThePageNames() {
        String page = ann.get("/web/transfers").body();

        assertThat(page).contains("src=\"/tallystick.js\" data-token-url=\"/csrf-token\"");
        assertThat(ann.get("/tallystick.js").header("Content-Type")).startsWith("text/javascript");
        assertThat(ann.get("/csrf-token").body()).startsWith("{\"token\":");
    }
}
