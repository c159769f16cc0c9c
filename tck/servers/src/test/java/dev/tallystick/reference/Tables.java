package dev.tallystick.reference;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The contract's tables, as the head of each file says they are to be read. */
final class Tables {

    /**
     * A section.
     *
     * @param config its {@code key = value} lines
     */
    record Section(String name, Map<String, String> config, List<Row> rows) {

        /** The keys of the configuration, for {@link Sites}. */
        List<String> keys() {
            return config.entrySet().stream()
                    .filter(entry -> entry.getKey().startsWith("tallystick."))
                    .map(entry -> entry.getKey().substring("tallystick.".length()) + "=" + entry.getValue())
                    .toList();
        }
    }

    /** A row, its columns trimmed. */
    record Row(int line, List<String> columns) {

        String column(int index) {
            return columns.get(index);
        }

        /** The header lines that a column holds. */
        List<String> lines(int index) {
            return Arrays.stream(column(index).split(" \\+ "))
                    .map(line -> octets(line.strip()))
                    .filter(line -> !line.isEmpty())
                    .toList();
        }

        @Override
        public String toString() {
            return "line " + line + ": " + String.join(" | ", columns);
        }
    }

    private Tables() {}

    /** The sections of a table beside {@code evidence.table}. */
    static List<Section> read(String name) {
        List<Section> sections = new ArrayList<>();
        int number = 0;
        for (String raw : text(name).lines().toList()) {
            number++;
            String line = raw.strip();
            if (line.startsWith("[")) {
                sections.add(
                        new Section(line.substring(1, line.length() - 1), new LinkedHashMap<>(), new ArrayList<>()));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                Section section = sections.get(sections.size() - 1);
                if (line.contains("|")) {
                    section.rows.add(new Row(
                            number,
                            Arrays.stream(line.split("\\|", -1))
                                    .map(String::strip)
                                    .toList()));
                } else {
                    int equals = line.indexOf(" =");
                    section.config.put(
                            line.substring(0, equals),
                            line.substring(equals + 2).strip());
                }
            }
        }
        return sections;
    }

    private static String text(String name) {
        try (InputStream in = Tables.class.getResourceAsStream("/dev/tallystick/contract/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code \xNN} as the one octet that it stands for. */
    static String octets(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\\x", i)) {
                plain.append((char) Integer.parseInt(text.substring(i + 2, i + 4), 16));
                i += 3;
            } else {
                plain.append(text.charAt(i));
            }
        }
        return plain.toString();
    }
}
