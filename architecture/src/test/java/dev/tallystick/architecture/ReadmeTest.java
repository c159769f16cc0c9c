package dev.tallystick.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {

    private static final Path ROOT =
            Path.of(System.getProperty("tallystick.root")).toAbsolutePath().normalize();

    @Test
    void theLinesThatGuardAnApplicationCompile(@TempDir Path classes) throws Exception {
        String imports = Stream.of(
                        "dev.tallystick.*",
                        "dev.tallystick.jwt.JwtClaimProtection",
                        "dev.tallystick.servlet.TallystickFilter",
                        "dev.tallystick.token.KeyRing",
                        "jakarta.servlet.*",
                        "java.net.URI")
                .map(name -> "import " + name + ";\n")
                .collect(Collectors.joining());
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();

        boolean compiled = compiler.getTask(
                        messages,
                        null,
                        null,
                        List.of("-proc:none", "-d", classes.toString()),
                        null,
                        List.of(new Source(
                                "Guarded", imports + javaBlock(Files.readString(ROOT.resolve("README.md"))))))
                .call();

        assertThat(compiled).as(messages.toString()).isTrue();
        assertThat(classes.resolve("Guarded.class")).exists();
    }

    @Test
    void theFilesThatTheDocumentsPointToAreThere() throws Exception {
        List<Path> documents;
        try (Stream<Path> files = Files.walk(ROOT)) {
            documents = files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !ROOT.relativize(file).toString().contains("node_modules")
                            && !ROOT.relativize(file).toString().contains("target"))
                    .toList();
        }
        assertThat(documents).hasSizeGreaterThan(6);
        for (Path document : documents) {
            for (String link : links(Files.readString(document))) {
                assertThat(document.resolveSibling(link).normalize())
                        .as("%s points to %s", ROOT.relativize(document), link)
                        .exists();
            }
        }
    }

    private static List<String> links(String markdown) {
        return Pattern.compile("]\\(([^)#\\s]+)[^)]*\\)")
                .matcher(markdown)
                .results()
                .map(result -> result.group(1))
                .filter(link -> !link.contains("://") && !link.startsWith("mailto:"))
                .toList();
    }

    private static String javaBlock(String markdown) {
        int start = markdown.indexOf("```java\n");
        assertThat(start).isPositive();
        return markdown.substring(start + "```java\n".length(), markdown.indexOf("```", start + 3));
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String code;

        Source(String name, String code) {
            super(URI.create("string:///" + name + Kind.SOURCE.extension), JavaFileObject.Kind.SOURCE);
            this.code = code;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }
}
