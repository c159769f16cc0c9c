package dev.tallystick.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.json.JsonParserFactory;

/** What editors complete is what can be written. */
class MetadataTest {

    @Test
    void everyKeyThatCanBeBoundIsDescribedAndNoOther() throws IOException {
        assertThat(described()).containsExactlyElementsOf(bound());
    }

    @Test
    void everyKeyOfTheDocumentsIsDescribed() throws IOException {
        String documents = Files.readString(Path.of(System.getProperty("tallystick.root"), "docs", "configuration.md"));
        Set<String> documented = Pattern.compile("\\| `(tallystick\\.[a-z.-]+)`(?:, `(tallystick\\.[a-z.-]+)`)?")
                .matcher(documents)
                .results()
                .flatMap(found -> java.util.stream.Stream.of(found.group(1), found.group(2)))
                .filter(java.util.Objects::nonNull)
                .filter(name -> !name.endsWith("."))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented).hasSizeGreaterThan(25);
        assertThat(described()).containsAll(documented).contains("tallystick.jwt.claim", "tallystick.per-mount");
    }

    @Test
    void everyKeyHasADescription() throws IOException {
        for (Object property : (Iterable<?>) metadata().get("properties")) {
            assertThat(((Map<?, ?>) property).get("description")).asString().endsWith(".");
        }
    }

    private static Set<String> described() throws IOException {
        Set<String> names = new TreeSet<>();
        for (Object property : (Iterable<?>) metadata().get("properties")) {
            names.add((String) ((Map<?, ?>) property).get("name"));
        }
        return names;
    }

    private static Map<String, Object> metadata() throws IOException {
        try (InputStream file =
                MetadataTest.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            return JsonParserFactory.getJsonParser().parseMap(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Set<String> bound() {
        Set<String> names = new TreeSet<>();
        add(names, "tallystick.", TallystickProperties.class);
        return names;
    }

    private static void add(Set<String> names, String prefix, Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix
                    + Pattern.compile("[A-Z]")
                            .matcher(component.getName())
                            .replaceAll(upper -> "-" + upper.group().toLowerCase(java.util.Locale.ROOT));
            if (component.getType().isRecord()) {
                add(names, name + ".", component.getType());
            } else {
                names.add(name);
            }
        }
    }
}
