package dev.tallystick;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Path prefixes, whole segments, each with a value; finds the longest that covers a path in one pass over the path, whatever
 * their number, and without allocating. Immutable.
 */
final class PathTable<T> {

    private final @Nullable String[] prefixes;
    private final @Nullable Object[] values;
    private final int mask;
    private final int longest;
    private final @Nullable T root;

    /**
     * @param entries prefixes without a trailing slash; the empty one covers every path
     */
    PathTable(Map<String, T> entries) {
        int size = Integer.highestOneBit(Math.max(1, entries.size()) * 2 - 1) * 2;
        this.prefixes = new String[size];
        this.values = new Object[size];
        this.mask = size - 1;
        this.longest = entries.keySet().stream().mapToInt(String::length).max().orElse(0);
        this.root = entries.get("");
        entries.forEach((prefix, value) -> {
            int at = slot(prefix.hashCode());
            while (prefixes[at] != null) {
                at = at + 1 & mask;
            }
            prefixes[at] = prefix;
            values[at] = value;
        });
    }

    /** The value of the longest prefix that covers the path; null if none does. */
    @Nullable
    T longest(String path) {
        T found = root;
        int hash = 0;
        int length = path.length();
        // What is longer than every prefix need not be looked at.
        for (int i = 0, end = Math.min(length, longest + 1); i < end; i++) {
            char c = path.charAt(i);
            if (c == '/' && i > 0) {
                T value = find(path, i, hash);
                found = value == null ? found : value;
            }
            // As String.hashCode, so that a prefix needs no string of its own.
            hash = 31 * hash + c;
        }
        T value = length <= longest ? find(path, length, hash) : null;
        return value == null ? found : value;
    }

    @SuppressWarnings("unchecked") // Only T's are put in.
    private @Nullable T find(String path, int end, int hash) {
        int at = slot(hash);
        String prefix;
        while ((prefix = prefixes[at]) != null) {
            if (prefix.length() == end && path.startsWith(prefix)) {
                return (T) values[at];
            }
            at = at + 1 & mask;
        }
        return null;
    }

    private int slot(int hash) {
        return (hash ^ hash >>> 16) & mask;
    }
}
