package dev.tallystick.tck;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The rules and the cases.
 *
 * @param rules by their ids, in the order of the files
 * @param titles of the groups by their names
 * @param cases in the order of the files
 */
record Kit(Map<String, KitRule> rules, Map<String, String> titles, List<KitCase> cases) {

    static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** The kit of this class path. */
    static Kit load() {
        return read(resources("rules/", ".md"), resources("cases/", ".json"));
    }

    /**
     * @param rules the files of the rules by their names
     * @param files the files of the cases by their names
     * @throws KitFormatException that names everything that is wrong
     */
    static Kit read(Map<String, String> rules, Map<String, String> files) {
        Map<String, KitRule> known = new LinkedHashMap<>();
        rules.forEach((file, text) -> KitRule.read(file, text, known));
        Map<String, String> titles = new LinkedHashMap<>();
        List<KitCase> cases = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        Map<String, String> letters = new TreeMap<>();
        Set<String> names = new HashSet<>();
        files.forEach((file, content) -> {
            try {
                Members members = Members.of("the file", JSON.readTree(content));
                String group = members.text("group");
                titles.put(group, members.text("title"));
                List<JsonNode> written = members.list("cases");
                members.end();
                if (!file.equals(group + ".json")) {
                    throw new KitFormatException("the group \"" + group + "\" has another name than its file");
                }
                for (JsonNode node : written) {
                    try {
                        for (KitCase read : cases(group, node)) {
                            check(read, known, letters, names);
                            cases.add(read);
                        }
                    } catch (KitFormatException e) {
                        wrong.add(file + ": " + node.path("rule").asText("(no rule)") + " '"
                                + node.path("name").asText("(no name)") + "': " + e.getMessage());
                    }
                }
            } catch (KitFormatException | JsonProcessingException e) {
                wrong.add(file + ": " + e.getMessage());
            }
        });
        if (!wrong.isEmpty()) {
            throw new KitFormatException(
                    wrong.size() + " places of the kit's files can't be understood:\n" + String.join("\n", wrong));
        }
        return new Kit(known, titles, List.copyOf(cases));
    }

    private static List<KitCase> cases(String group, JsonNode node) {
        if (!(node instanceof ObjectNode)) {
            throw new KitFormatException("a case is no object");
        }
        return new CaseReader(group, node).read();
    }

    private static void check(
            KitCase read, Map<String, KitRule> known, Map<String, String> letters, Set<String> names) {
        KitRule rule = known.get(read.rule());
        if (rule == null) {
            throw new KitFormatException("there is no rule " + read.rule());
        }
        if (rule.untested() != null) {
            throw new KitFormatException(read.rule() + " is said to be untested");
        }
        String group = letters.putIfAbsent(rule.letter(), read.group());
        if (group != null && !group.equals(read.group())) {
            throw new KitFormatException("rules of the letter " + rule.letter() + " belong to the group " + group);
        }
        if (!names.add(read.rule() + " " + read.name())) {
            throw new KitFormatException("this rule has another case of the name '" + read.name() + "'");
        }
    }

    /** The text of a file beside this class. */
    private static String resource(String name) {
        try (InputStream in = Kit.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new KitFormatException("the kit has no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files of a directory beside this class, in a jar or not, by their names; empty if there is no such directory. */
    private static Map<String, String> resources(String directory, String ending) {
        Map<String, String> files = new TreeMap<>();
        String self = "Kit.class";
        URL place = Objects.requireNonNull(Kit.class.getResource(self));
        try {
            URLConnection connection = place.openConnection();
            List<String> names = List.of();
            if (connection instanceof JarURLConnection jar) {
                String entry = jar.getEntryName();
                String prefix = entry.substring(0, entry.length() - self.length()) + directory;
                names = jar.getJarFile().stream()
                        .filter(each -> each.getName().startsWith(prefix))
                        .map(each -> each.getName().substring(prefix.length()))
                        .toList();
            } else if (Files.isDirectory(Path.of(place.toURI()).resolveSibling(directory))) {
                try (Stream<Path> listed = Files.list(Path.of(place.toURI()).resolveSibling(directory))) {
                    names = listed.map(path -> path.getFileName().toString()).toList();
                }
            }
            names.stream()
                    .filter(name -> name.endsWith(ending))
                    .forEach(name -> files.put(name, resource(directory + name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return files;
    }
}
