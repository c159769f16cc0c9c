package dev.tallystick.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts the reports of several adapters side by side: {@code java -cp … dev.tallystick.tck.Report FILE…}. Prints one line a
 * group and one column an adapter. The exit status is 1 if a case failed anywhere or an adapter has played fewer cases than
 * another, and 2 if there is nothing to read.
 */
public final class Report {

    private final List<String> adapters = new ArrayList<>();
    private final Map<String, Map<String, int[]>> groups = new TreeMap<>();
    private final Map<String, Map<String, Integer>> remarks = new TreeMap<>();

    private Report() {}

    /**
     * Prints the table of the reports whose files are named.
     *
     * @param files paths of {@code tck-report-ADAPTER.tsv} files
     */
    public static void main(String[] files) {
        Report report = new Report();
        try {
            for (String file : files) {
                report.add(Path.of(file));
            }
        } catch (IOException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
        if (report.adapters.isEmpty()) {
            System.err.println("no reports: name the files tck-report-ADAPTER.tsv");
            System.exit(2);
        }
        System.out.print(report.table());
        if (!report.isPassed()) {
            System.exit(1);
        }
    }

    /** The table of these files, as {@link #main} prints it. */
    static String table(List<Path> files) throws IOException {
        Report report = new Report();
        for (Path file : files) {
            report.add(file);
        }
        return report.table();
    }

    private void add(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.get(0).equals(String.join("\t", Tally.COLUMNS))) {
            throw new IllegalArgumentException(file + " is no report of the kit");
        }
        for (String line : lines.subList(1, lines.size())) {
            List<String> cells = List.of(line.split("\t", -1));
            String adapter = cells.get(0);
            if (!adapters.contains(adapter)) {
                adapters.add(adapter);
            }
            int[] counts =
                    cells.subList(2, 5).stream().mapToInt(Integer::parseInt).toArray();
            groups.computeIfAbsent(cells.get(1), name -> new TreeMap<>()).put(adapter, counts);
            remark(adapter, "failed", cells.get(5));
            remark(adapter, "has no", cells.get(6));
        }
    }

    /** Names, or names with counts: what several groups say of one adapter is put together. */
    private void remark(String adapter, String what, String names) {
        if (names.isEmpty()) {
            return;
        }
        Map<String, Integer> known = remarks.computeIfAbsent(adapter + " " + what + ":", who -> new TreeMap<>());
        for (String name : names.split(",", -1)) {
            int equals = name.indexOf('=');
            known.merge(
                    equals < 0 ? name : name.substring(0, equals),
                    equals < 0 ? 0 : Integer.parseInt(name.substring(equals + 1)),
                    Integer::sum);
        }
    }

    private boolean isPassed() {
        return sums().values().stream().allMatch(counts -> counts[1] == 0)
                && sums().values().stream()
                                .mapToInt(counts -> counts[0] + counts[2])
                                .distinct()
                                .count()
                        == 1;
    }

    private Map<String, int[]> sums() {
        Map<String, int[]> sums = new TreeMap<>();
        groups.values()
                .forEach(row -> row.forEach((adapter, counts) -> {
                    int[] sum = sums.computeIfAbsent(adapter, name -> new int[3]);
                    for (int i = 0; i < sum.length; i++) {
                        sum[i] += counts[i];
                    }
                }));
        return sums;
    }

    private String table() {
        int first =
                Math.max(groups.keySet().stream().mapToInt(String::length).max().orElse(0), 3);
        StringBuilder table = new StringBuilder();
        table.append("passed/failed/not applicable").append(System.lineSeparator());
        table.append(" ".repeat(first));
        adapters.forEach(adapter -> table.append("  ").append(cell(adapter, adapter)));
        table.append(System.lineSeparator());
        groups.forEach((group, row) -> addRow(group, row, first, table));
        addRow("all", sums(), first, table);
        remarks.forEach((who, names) -> {
            table.append(who);
            names.forEach(
                    (name, count) -> table.append(' ').append(name).append(count == 0 ? "" : " (" + count + " cases)"));
            table.append(System.lineSeparator());
        });
        return table.toString();
    }

    private void addRow(String name, Map<String, int[]> row, int first, StringBuilder table) {
        table.append(name).append(" ".repeat(first - name.length()));
        for (String adapter : adapters) {
            int[] counts = row.get(adapter);
            table.append("  ")
                    .append(cell(counts == null ? "-" : counts[0] + "/" + counts[1] + "/" + counts[2], adapter));
        }
        table.append(System.lineSeparator());
    }

    private static String cell(String text, String adapter) {
        int width = Math.max(adapter.length(), 9);
        return " ".repeat(Math.max(width - text.length(), 0)) + text;
    }
}
