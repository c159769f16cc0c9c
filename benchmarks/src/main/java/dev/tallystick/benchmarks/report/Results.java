package dev.tallystick.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that one run measured.
 *
 * @param about the machine, the JDKs, the command, the date: what the page says of itself
 * @param series by name, as {@link dev.tallystick.benchmarks.Cell} and the servers make them; one value a round
 * @param profiles of what missed a bar: the shares of the samples that had a method on the stack
 */
public record Results(
        Map<String, String> about,
        Map<String, Map<Measure, List<Double>>> series,
        Map<String, Map<String, Double>> profiles) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    public Results {
        series = new TreeMap<>(series);
        profiles = new TreeMap<>(profiles);
    }

    /** Nothing yet. */
    public static Results about(Map<String, String> about) {
        return new Results(about, Map.of(), Map.of());
    }

    public void add(String name, Measure measure, double value) {
        series.computeIfAbsent(name, added -> new EnumMap<>(Measure.class))
                .computeIfAbsent(measure, added -> new ArrayList<>())
                .add(value);
    }

    /** One value a round; empty if it was not measured. */
    public List<Double> rounds(String name, Measure measure) {
        return series.getOrDefault(name, Map.of()).getOrDefault(measure, List.of());
    }

    public void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, JSON.writeValueAsString(this) + "\n");
    }

    public static Results read(Path file) throws IOException {
        return JSON.readValue(Files.readString(file), Results.class);
    }
}
