package dev.tallystick.browsers.matrix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tallystick.browsers.arena.Door;
import dev.tallystick.browsers.arena.Seen;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes as lines of JSON, one for each vector, engine, scheme and cookie setting. Nothing in a line hangs on the run: no port,
 * no time, no token; so two runs of the same engines give the same file, and a changed engine shows as a diff.
 */
public final class Table {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<String, ObjectNode> lines = new LinkedHashMap<>();

    /** With lines that were written before; what is added replaces them. */
    public static Table of(List<JsonNode> known) {
        Table table = new Table();
        for (JsonNode line : known) {
            table.lines.put(
                    key(
                            line.path("vector").asText(),
                            line.path("engine").asText(),
                            line.path("scheme").asText(),
                            line.path("cookies").asText()),
                    line.deepCopy());
        }
        return table;
    }

    private static String key(String vector, String engine, String scheme, String cookies) {
        return vector + '|' + engine + '|' + scheme + '|' + cookies;
    }

    /** Forgets an engine. */
    public void remove(String engine) {
        lines.values().removeIf(line -> line.path("engine").asText().equals(engine));
    }

    /** Adds what a run saw. */
    public void add(Setup setup, String version, List<Outcome> outcomes) {
        Map<String, List<Outcome>> byVector = new LinkedHashMap<>();
        outcomes.forEach(outcome -> byVector.computeIfAbsent(outcome.vector().id(), any -> new ArrayList<>())
                .add(outcome));
        byVector.forEach((id, each) -> {
            Vector vector = each.get(0).vector();
            ObjectNode line = lines.computeIfAbsent(
                    key(
                            id,
                            setup.engine().id(),
                            setup.https() ? "https" : "http",
                            setup.cookies().text()),
                    any -> line(vector, setup, version));
            requests(line, each);
            ObjectNode cells = JSON.createObjectNode();
            cells.put("login", each.stream().anyMatch(Outcome::hasLogin));
            each.forEach(outcome -> cells.put(outcome.door().id(), cell(outcome)));
            if (each.stream().anyMatch(Outcome::throughWorker)) {
                cells.put("through-worker", true);
            }
            ((ObjectNode) line.get("outcomes")).set(setup.sameSite().name().toLowerCase(Locale.ROOT), cells);
        });
    }

    private static ObjectNode line(Vector vector, Setup setup, String version) {
        ObjectNode line = JSON.createObjectNode();
        line.put("vector", vector.id());
        line.put("from", vector.from().text());
        line.put("engine", setup.engine().id());
        line.put("version", version);
        line.put("scheme", setup.https() ? "https" : "http");
        line.put("cookies", setup.cookies().text());
        line.putArray("requests");
        line.putObject("outcomes");
        return line;
    }

    private static void requests(ObjectNode line, List<Outcome> outcomes) {
        ArrayNode known = (ArrayNode) line.get("requests");
        Set<String> texts = new LinkedHashSet<>();
        known.forEach(node -> texts.add(node.asText()));
        for (Outcome outcome : outcomes) {
            outcome.requests().forEach(seen -> texts.add(text(seen)));
        }
        known.removeAll();
        texts.stream().sorted().forEach(known::add);
    }

    /** A request in a line: what it is, and what it says of where it comes from. */
    static String text(Seen seen) {
        StringBuilder text = new StringBuilder(seen.method());
        append(text, "Origin", site(seen.header("Origin")));
        append(text, "Referer", site(seen.header("Referer")));
        String site = seen.header("Sec-Fetch-Site");
        if (site != null || seen.header("Sec-Fetch-Mode") != null) {
            append(
                    text,
                    "Sec-Fetch",
                    (site == null ? "" : site)
                            + '/'
                            + seen.header("Sec-Fetch-Mode")
                            + '/'
                            + seen.header("Sec-Fetch-Dest")
                            + (seen.header("Sec-Fetch-User") == null ? "" : " ?1"));
        }
        String type = seen.header("Content-Type");
        append(text, "Content-Type", type == null || !type.contains("multipart") ? type : "multipart/form-data");
        append(text, "Access-Control-Request-Method", seen.header("Access-Control-Request-Method"));
        return text.toString();
    }

    private static void append(StringBuilder text, String name, @Nullable String value) {
        if (value != null) {
            text.append(" | ").append(name).append(": ").append(value);
        }
    }

    /** An origin or address by the name of the site: bank, app, evil; what follows the origin as {@code /…}. */
    private static @Nullable String site(@Nullable String value) {
        if (value == null) {
            return null;
        }
        String path = "";
        int scheme = value.indexOf("://");
        int slash = scheme < 0 ? -1 : value.indexOf('/', scheme + 3);
        if (slash >= 0) {
            path = slash == value.length() - 1 ? "/" : "/…";
        }
        if (value.contains("://app.bank.localhost")) {
            return "app" + path;
        }
        if (value.contains("://bank.localhost")) {
            return "bank" + path;
        }
        return value.contains("://evil.localhost") ? "evil" + path : value.startsWith("file:") ? "file://" : value;
    }

    /** What became of an attack on a door, in words: each request's fate, and whether money was moved. */
    static String cell(Outcome outcome) {
        Set<String> fates = new LinkedHashSet<>();
        for (Seen seen : outcome.requests()) {
            String reason = seen.reason();
            fates.add(seen.method()
                    + ' '
                    + (reason != null
                            ? reason
                            : seen.sighting() == null ? "not decided, " + seen.status() : "allowed"));
        }
        return (outcome.moved() ? "MOVED: " : "") + (fates.isEmpty() ? "nothing sent" : String.join(", ", fates));
    }

    /** All lines, by vector, engine, scheme and cookies. */
    public String json() {
        List<String> order = Vector.all().stream().map(Vector::id).toList();
        List<ObjectNode> sorted = new ArrayList<>(lines.values());
        sorted.sort(Comparator.<ObjectNode>comparingInt(
                        line -> order.indexOf(line.get("vector").asText()))
                .thenComparing(line -> line.get("engine").asText())
                .thenComparing(line -> line.get("scheme").asText())
                .thenComparing(line -> line.get("cookies").asText()));
        StringBuilder text = new StringBuilder("[\n");
        try {
            for (int i = 0; i < sorted.size(); i++) {
                text.append(JSON.writeValueAsString(sorted.get(i))).append(i < sorted.size() - 1 ? ",\n" : "\n");
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        return text.append("]\n").toString();
    }

    /** Lines as they were written. */
    public static List<JsonNode> read(String json) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        JSON.readTree(json).forEach(lines::add);
        return lines;
    }

    /** What must not have happened, in sentences; empty if all is well. */
    public static List<String> violations(Setup setup, List<Outcome> outcomes) {
        List<String> found = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            Door door = outcome.door();
            boolean isException =
                    !"strict".equals(door.mode()) && outcome.vector().isANamedException();
            if (!door.isGuarded() || isException) {
                continue;
            }
            if (outcome.moved()) {
                found.add(setup + ": money was moved by " + outcome);
            }
            for (Seen seen : outcome.requests()) {
                if (seen.isAllowed() && seen.sighting() != null && isUnsafe(seen)) {
                    found.add(setup + ": allowed " + seen + " of "
                            + outcome.vector().id());
                }
            }
        }
        return found;
    }

    /** A method that changes something, or the way to one: a WebSocket. */
    private static boolean isUnsafe(Seen seen) {
        return !List.of("GET", "HEAD", "OPTIONS").contains(seen.method())
                || seen.path().equals("/live");
    }
}
