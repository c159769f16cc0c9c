package dev.tallystick.servlet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

/** Reads the tables of the contract, which lie among the tests of core; the head of each says how. */
final class ContractTables {

    /** A section: what it is configured with, and its rows. */
    record Section(String name, Properties config, List<Row> rows) {}

    /** One row, columns trimmed. */
    record Row(String section, int line, List<String> columns) {

        String column(int index) {
            return index < columns.size() ? columns.get(index) : "";
        }

        /** The header lines that a column holds, each octet a character. */
        List<String> lines(int index) {
            return Arrays.stream(column(index).split(" \\+ ", -1))
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .map(ContractTables::octets)
                    .toList();
        }

        @Override
        public String toString() {
            return section + ", line " + line + ": " + String.join(" | ", columns);
        }
    }

    private ContractTables() {}

    static List<Section> read(String table) {
        List<Section> sections = new ArrayList<>();
        int number = 0;
        for (String raw : text(table).lines().toList()) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("[") && line.endsWith("]")) {
                sections.add(new Section(line.substring(1, line.length() - 1), new Properties(), new ArrayList<>()));
                continue;
            }
            Section section = sections.get(sections.size() - 1);
            if (line.contains("|")) {
                List<String> columns =
                        Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
                section.rows.add(new Row(section.name, number, columns));
            } else {
                int equals = line.indexOf(" =");
                section.config.setProperty(
                        line.substring(0, equals), line.substring(equals + 2).strip());
            }
        }
        return sections;
    }

    /** The rows of all sections. */
    static List<Row> rows(String table) {
        return read(table).stream().flatMap(section -> section.rows.stream()).toList();
    }

    /** Replaces {@code \xNN} by the character that stands for this octet in ISO-8859-1. */
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

    private static String text(String table) {
        try (InputStream in = ContractTables.class.getResourceAsStream("/dev/tallystick/contract/" + table)) {
            return new String(Objects.requireNonNull(in, table).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
