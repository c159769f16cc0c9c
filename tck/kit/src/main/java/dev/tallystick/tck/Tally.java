package dev.tallystick.tck;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How many cases of each group have passed, failed, or didn't apply for want of a capability. */
final class Tally {

    /** The columns of the file that {@link Report} reads. */
    static final List<String> COLUMNS =
            List.of("adapter", "group", "passed", "failed", "not-applicable", "failed-rules", "missing-capabilities");

    private final String adapter;
    private final Map<String, Counts> groups = new LinkedHashMap<>();

    Tally(String adapter) {
        this.adapter = adapter;
    }

    private static final class Counts {
        private int passed;
        private int failed;
        private int notApplicable;
        private final Map<String, Integer> failedRules = new TreeMap<>();
        private final Map<Capability, Integer> missing = new EnumMap<>(Capability.class);
    }

    void passed(String group) {
        counts(group).passed++;
    }

    void failed(String group, String rule) {
        Counts counts = counts(group);
        counts.failed++;
        counts.failedRules.merge(rule, 1, Integer::sum);
    }

    void notApplicable(String group, Capability missing) {
        Counts counts = counts(group);
        counts.notApplicable++;
        counts.missing.merge(missing, 1, Integer::sum);
    }

    private Counts counts(String group) {
        return groups.computeIfAbsent(group, name -> new Counts());
    }

    int failures() {
        return groups.values().stream().mapToInt(counts -> counts.failed).sum();
    }

    /** One line a group, tabs between, the columns named above. */
    String asFile() {
        List<String> lines = new ArrayList<>();
        lines.add(String.join("\t", COLUMNS));
        groups.forEach((group, counts) -> lines.add(String.join(
                "\t",
                adapter,
                group,
                Integer.toString(counts.passed),
                Integer.toString(counts.failed),
                Integer.toString(counts.notApplicable),
                String.join(",", counts.failedRules.keySet()),
                counts.missing.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(",")))));
        return String.join("\n", lines) + "\n";
    }

    /** The same for a person. */
    String asText() {
        int width = groups.keySet().stream().mapToInt(String::length).max().orElse(0);
        String row = "  %-" + Math.max(width, 5) + "s %7s %7s %15s%n";
        StringBuilder text = new StringBuilder();
        text.append("Tallystick compatibility kit: ").append(adapter).append(System.lineSeparator());
        text.append(row.formatted("", "passed", "failed", "not applicable"));
        int passed = 0;
        int notApplicable = 0;
        Map<Capability, Integer> missing = new EnumMap<>(Capability.class);
        Map<String, Integer> failedRules = new TreeMap<>();
        for (Map.Entry<String, Counts> group : groups.entrySet()) {
            Counts counts = group.getValue();
            text.append(row.formatted(group.getKey(), counts.passed, counts.failed, counts.notApplicable));
            passed += counts.passed;
            notApplicable += counts.notApplicable;
            counts.missing.forEach((capability, count) -> missing.merge(capability, count, Integer::sum));
            counts.failedRules.forEach((rule, count) -> failedRules.merge(rule, count, Integer::sum));
        }
        text.append(row.formatted("all", passed, failures(), notApplicable));
        if (!missing.isEmpty()) {
            text.append("  not applicable for want of: ").append(missing).append(System.lineSeparator());
        }
        if (!failedRules.isEmpty()) {
            text.append("  failed: ").append(failedRules).append(System.lineSeparator());
        }
        return text.toString();
    }
}
