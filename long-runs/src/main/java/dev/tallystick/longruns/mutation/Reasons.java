package dev.tallystick.longruns.mutation;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Why mutants live, as the file says: class, method, mutator, how many, and the reason, separated by tabs. */
final class Reasons {

    private record Entry(int most, String reason) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** @throws IllegalArgumentException if a line has another form, or a key stands twice */
    static Reasons of(List<String> lines) {
        Reasons reasons = new Reasons();
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] fields = line.split("\t", -1);
            if (fields.length != 5 || fields[4].isBlank()) {
                throw new IllegalArgumentException("class, method, mutator, number and reason, with tabs: " + line);
            }
            Entry entry = new Entry(Integer.parseInt(fields[3]), fields[4]);
            if (reasons.entries.put(fields[0] + " " + fields[1] + " " + fields[2], entry) != null) {
                throw new IllegalArgumentException("twice: " + line);
            }
        }
        return reasons;
    }

    /** The reason for these mutants of one key; null if there is none, or there are more of them than it explains. */
    @Nullable
    String of(String key, int mutants) {
        Entry entry = entries.get(key);
        return entry == null || entry.most < mutants ? null : entry.reason;
    }

    /** Reasons for what doesn't live any more. */
    Set<String> stale(Collection<String> living) {
        Set<String> stale = new TreeSet<>(entries.keySet());
        stale.removeAll(living);
        return stale;
    }
}
