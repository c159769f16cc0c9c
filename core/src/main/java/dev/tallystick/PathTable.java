package dev.tallystick;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Path prefixes, whole segments, each with a value; finds the longest that covers a path in one pass over the path, whatever
 * their number, and without allocating. Immutable.
 */
final class PathTable<T> {

    private final TextTable<T> prefixes;
    private final int longest;
    private final @Nullable T root;

    /**
     * @param entries prefixes without a trailing slash; the empty one covers every path
     */
    PathTable(Map<String, T> entries) {
        this.prefixes = new TextTable<>(entries);
        this.longest = entries.keySet().stream().mapToInt(String::length).max().orElse(0);
        this.root = entries.get("");
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
                T value = prefixes.find(path, 0, i, hash);
                found = value == null ? found : value;
            }
            hash = TextTable.next(hash, c);
        }
        T value = length <= longest ? prefixes.find(path, 0, length, hash) : null;
        return value == null ? found : value;
    }
}
