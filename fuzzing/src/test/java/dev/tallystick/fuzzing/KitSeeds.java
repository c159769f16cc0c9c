package dev.tallystick.fuzzing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the cases of the compatibility kit send, as seeds: fuzzing begins where people have thought already. */
final class KitSeeds {

    private static final List<String> GROUPS = List.of(
            "methods",
            "origin",
            "fetch-metadata",
            "target",
            "modes",
            "paths",
            "websocket",
            "browsers",
            "csrf-token",
            "cookies",
            "sessions",
            "spa-cookie",
            "jwt",
            "exemptions",
            "denials",
            "views",
            "configuration",
            "served");

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Collected KIT = collect();

    private KitSeeds() {}

    /** Values of Origin and Referer, and trusted origins. */
    static Stream<byte[]> origins() {
        Set<String> origins = new LinkedHashSet<>(KIT.values("Origin"));
        origins.addAll(KIT.values("Referer"));
        origins.addAll(KIT.configured("trusted-origins"));
        origins.addAll(KIT.configured("base-url"));
        return bytes(origins);
    }

    /** A pattern, and an origin in the next line. */
    static Stream<byte[]> trustedOrigins() {
        List<String> seeds = new ArrayList<>();
        List<String> origins = KIT.values("Origin");
        int i = 0;
        for (String pattern : KIT.configured("trusted-origins")) {
            seeds.add(pattern + "\n" + pattern.replace("*.", "a.b."));
            seeds.add(pattern + "\n" + origins.get(i++ % origins.size()));
        }
        return bytes(seeds);
    }

    /** The lines that say where a request came from, with their names. */
    static Stream<byte[]> evidence() {
        return bytes(KIT.requests("Origin", "Referer", "Sec-Fetch-Site"));
    }

    static Stream<byte[]> targets() {
        return bytes(KIT.targets);
    }

    static Stream<byte[]> cookies() {
        return bytes(KIT.values("Cookie"));
    }

    /** The lines that say whom a request was meant for, with their names. */
    static Stream<byte[]> forwarded() {
        return bytes(KIT.requests("Host", "Forwarded", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port"));
    }

    static Stream<byte[]> bodies() {
        return bytes(KIT.bodies);
    }

    /** Header and payload of a JWT, each in a line. */
    static Stream<byte[]> jwts() {
        return bytes(KIT.jwts);
    }

    static Stream<byte[]> configurations() {
        return bytes(KIT.configurations);
    }

    private static Stream<byte[]> bytes(Collection<String> texts) {
        return texts.stream()
                .distinct()
                .filter(text -> !text.isEmpty())
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Collected collect() {
        Collected kit = new Collected();
        for (String group : GROUPS) {
            try (InputStream file =
                    KitSeeds.class.getResourceAsStream("/dev/tallystick/tck/cases/" + group + ".json")) {
                if (file == null) {
                    throw new IllegalStateException("the kit has no cases " + group);
                }
                for (JsonNode each : JSON.readTree(file).get("cases")) {
                    kit.add(each);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return kit;
    }

    /** All that the kit sends; {@code {row}} values are put in, other braces stay as they are. */
    private static final class Collected {

        private final Set<String> targets = new LinkedHashSet<>();
        private final Set<String> bodies = new LinkedHashSet<>();
        private final Set<String> jwts = new LinkedHashSet<>();
        private final Set<String> configurations = new LinkedHashSet<>();
        private final Set<List<String>> heads = new LinkedHashSet<>();

        void add(JsonNode written) {
            JsonNode rows = written.get("rows");
            if (rows == null) {
                addFilled(written, null);
            } else {
                rows.forEach(row -> addFilled(written, row));
            }
        }

        private void addFilled(JsonNode written, @Nullable JsonNode row) {
            configuration(written.get("configuration"), row);
            JsonNode tokens = written.get("jwts");
            if (tokens != null) {
                tokens.forEach(token -> jwts.add(filled(
                                token.path("header").isObject()
                                        ? token.get("header").toString()
                                        : "{}",
                                row)
                        + "\n"
                        + filled(
                                token.has("raw-claims")
                                        ? token.get("raw-claims").asText()
                                        : token.path("claims").toString(),
                                row)));
            }
            for (JsonNode step : written.path("steps")) {
                String[] request = filled(step.path("request").asText(""), row).split(" ", 2);
                if (request.length == 2) {
                    targets.add(request[1]);
                }
                List<String> head = new ArrayList<>();
                if (step.hasNonNull("host")) {
                    head.add("Host: " + filled(step.get("host").asText(), row));
                }
                step.path("headers").forEach(line -> head.add(filled(line.asText(), row)));
                heads.add(head);
                bodies.add(filled(step.path("body").asText(""), row));
            }
        }

        private void configuration(@Nullable JsonNode configuration, @Nullable JsonNode row) {
            if (configuration == null) {
                return;
            }
            StringBuilder lines = new StringBuilder();
            for (Map.Entry<String, JsonNode> entry : configuration.properties()) {
                lines.append("tallystick.")
                        .append(filled(entry.getKey(), row))
                        .append('=')
                        .append(filled(entry.getValue().asText(), row))
                        .append('\n');
            }
            configurations.add(lines.toString());
        }

        private static String filled(String text, @Nullable JsonNode row) {
            String filled = text.replace("{self}", "http://127.0.0.1:8080").replace("{host}", "127.0.0.1:8080");
            if (row != null) {
                for (Map.Entry<String, JsonNode> entry : row.properties()) {
                    filled = filled.replace(
                            "{" + entry.getKey() + "}", entry.getValue().asText());
                }
            }
            return filled;
        }

        List<String> values(String header) {
            return heads.stream()
                    .flatMap(List::stream)
                    .filter(line -> line.startsWith(header + ": "))
                    .map(line -> line.substring(header.length() + 2))
                    .distinct()
                    .toList();
        }

        List<String> requests(String... headers) {
            return heads.stream()
                    .map(head -> String.join(
                            "\n",
                            head.stream()
                                    .filter(line -> Stream.of(headers).anyMatch(name -> line.startsWith(name + ":")))
                                    .toList()))
                    .toList();
        }

        List<String> configured(String key) {
            return configurations.stream()
                    .flatMap(String::lines)
                    .filter(line -> line.startsWith("tallystick." + key + "="))
                    .flatMap(line ->
                            Stream.of(line.substring(line.indexOf('=') + 1).split(",")))
                    .map(String::strip)
                    .toList();
        }
    }
}
