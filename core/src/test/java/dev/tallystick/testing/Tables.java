package dev.tallystick.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

/**
 * Reads the tables beside these tests. Their format is said at the head of each file and is meant to be read by other runners
 * too: {@code #} begins a comment line; {@code [section]} begins a section, {@code key = value} lines configure it, and lines
 * with {@code |} are its rows, columns trimmed.
 */
public final class Tables {

    /** A section: what it is configured with, and its rows. */
    public record Section(String name, Properties config, List<Row> rows) {}

    /** One row. */
    public record Row(String file, int line, List<String> columns) {

        public String column(int index) {
            return index < columns.size() ? columns.get(index) : "";
        }

        /** The header lines that a column holds, separated by {@code " + "}; {@code \xNN} stands for an octet. */
        public List<String> lines(int index) {
            List<String> lines = new ArrayList<>();
            for (String line : column(index).split(" \\+ ", -1)) {
                String trimmed = line.strip();
                if (!trimmed.isEmpty()) {
                    lines.add(octets(trimmed));
                }
            }
            return lines;
        }

        @Override
        public String toString() {
            return "line " + line + ": " + String.join(" | ", columns);
        }
    }

    private Tables() {}

    public static List<Section> read(String resource) {
        List<Section> sections = new ArrayList<>();
        Section section = null;
        int number = 0;
        for (String raw : text(resource).lines().toList()) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("[") && line.endsWith("]")) {
                section = new Section(line.substring(1, line.length() - 1), new Properties(), new ArrayList<>());
                sections.add(section);
            } else if (section == null) {
                throw new IllegalStateException(resource + ":" + number + " stands before the first section");
            } else if (line.contains("|")) {
                List<String> columns = new ArrayList<>();
                for (String column : line.split("\\|", -1)) {
                    columns.add(column.strip());
                }
                section.rows.add(new Row(resource, number, columns));
            } else {
                int equals = line.indexOf(" =");
                if (equals < 0) {
                    throw new IllegalStateException(resource + ":" + number + " is neither a row nor key = value");
                }
                section.config.setProperty(
                        line.substring(0, equals), line.substring(equals + 2).strip());
            }
        }
        return sections;
    }

    /** The rows of all sections. */
    public static List<Row> rows(String resource) {
        return read(resource).stream().flatMap(section -> section.rows.stream()).toList();
    }

    private static String text(String resource) {
        try (InputStream in = Tables.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces {@code \xNN}: what a server makes of a raw octet in a header is the character of that number. */
    public static String octets(String text) {
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
